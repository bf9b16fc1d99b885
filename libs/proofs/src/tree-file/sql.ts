/** All the SQL of the tree of hashes. */

/** `PRAGMA application_id`: "SBPF". Distinguishes our files from any other SQLite database. */
export const APPLICATION_ID = 0x53425046n;

/** `PRAGMA user_version`. A file of version 1 can be read as it is: only its index of leaves differs. */
export const SCHEMA_VERSION = 2n;
export const FIRST_SCHEMA_VERSION = 1n;

/**
 * Ids come in no particular order. An index in id order changes a page for almost every leaf, which was nine
 * tenths of what the tree wrote; an index over runs of this many neighbours only changes the few pages at its end.
 * A lookup by id searches each of these runs: a million leaves have 245, which takes half a millisecond.
 */
const RUN_LEAVES = 4_096;

const CREATE_LEAF_INDEX = `CREATE INDEX leaves_by_event ON leaves (place / ${RUN_LEAVES}, event_id);`;

/** From the first schema to this one. */
export const RENEW_SCHEMA = `
  DROP INDEX leaves_by_event;
  ${CREATE_LEAF_INDEX}
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Everything except the checkpoints can be recomputed from the log; signatures cannot, so triggers protect the
 * checkpoints from changes, as they do the log's events.
 */
export const CREATE_SCHEMA = `
  CREATE TABLE tiles (
    level  INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    hashes BLOB    NOT NULL,
    PRIMARY KEY (level, place)
  ) STRICT;

  CREATE TABLE leaves (
    place    INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL,
    position TEXT NOT NULL
  ) STRICT;

  ${CREATE_LEAF_INDEX}

  CREATE TABLE progress (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    size     INTEGER NOT NULL,
    position TEXT
  ) STRICT;

  INSERT INTO progress VALUES (1, 0, NULL);

  CREATE TABLE checkpoints (
    number    INTEGER PRIMARY KEY,
    signed_by TEXT    NOT NULL,
    size      INTEGER NOT NULL,
    note      TEXT    NOT NULL UNIQUE
  ) STRICT;

  CREATE INDEX checkpoints_by_size ON checkpoints (signed_by, size);

  CREATE TRIGGER checkpoints_never_change BEFORE UPDATE ON checkpoints
  BEGIN SELECT RAISE(ABORT, 'checkpoints never change'); END;

  CREATE TRIGGER checkpoints_never_go BEFORE DELETE ON checkpoints
  BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

export const COUNT_TABLES = 'SELECT count(*) AS tables FROM sqlite_schema';

export const PROGRESS = 'SELECT size, position FROM progress';

/** Parameters: the new size, the new position, the size that the writer expects. */
export const MOVE_PROGRESS = 'UPDATE progress SET size = ?, position = ? WHERE size = ?';

/** Parameters: level, place. */
export const TILE = 'SELECT hashes FROM tiles WHERE level = ? AND place = ?';

/** Parameters: level, place, hashes. */
export const PUT_TILE = 'INSERT OR REPLACE INTO tiles VALUES (?, ?, ?)';

/** Parameters: place, event id, position. */
export const ADD_LEAF = 'INSERT INTO leaves VALUES (?, ?, ?)';

export const LEAF_AT = 'SELECT place, event_id, position FROM leaves WHERE place = ?';

export const COUNT_LEAVES = 'SELECT count(*) AS leaves FROM leaves';

/** No tree reaches it: SQLite's largest number. */
export const NO_PLACE = 2n ** 63n - 1n;

/**
 * An id that stands in two places is one of another program's: the first place is meant.
 *
 * Parameters: event id, before which place the runs end: one leaf that a damaged file has far behind the others must not
 * make it look through all the runs between.
 */
export const LEAF_OF_EVENT = `
  WITH RECURSIVE runs (run) AS (
    SELECT 0
    UNION ALL
    SELECT run + 1 FROM runs WHERE run < min((SELECT max(place) FROM leaves), ?2) / ${RUN_LEAVES}
  )
  SELECT place, event_id, position FROM runs CROSS JOIN leaves
  WHERE place / ${RUN_LEAVES} = run AND event_id = ?1
  ORDER BY place LIMIT 1`;

/** Parameters: who signed it, size, note. */
export const ADD_CHECKPOINT = `
  INSERT OR IGNORE INTO checkpoints (signed_by, size, note) VALUES (?, ?, ?)`;

export const CHECKPOINTS = 'SELECT note FROM checkpoints ORDER BY size, number';

/** Parameters: who signed it, the smallest acceptable size. */
export const LAST_CHECKPOINT = `
  SELECT note FROM checkpoints WHERE signed_by = ? AND size >= ?
  ORDER BY size DESC, number DESC LIMIT 1`;

/** Parameters: who signed it, size. */
export const CHECKPOINT_OF_SIZE = `
  SELECT note FROM checkpoints WHERE signed_by = ? AND size = ? ORDER BY number DESC LIMIT 1`;
