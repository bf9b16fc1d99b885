/** All the SQL of the log. */

/** `PRAGMA application_id`: "SBLG". Distinguishes our files from any other SQLite database. */
export const APPLICATION_ID = 0x53424c47n;

/** `PRAGMA user_version`. */
export const SCHEMA_VERSION = 1n;

/**
 * Small columns come before `data`, so that a scan that filters by stream never touches a body's overflow pages.
 * Ids are 16 bytes, not 36 characters: keys of this index are random, so all of it has to stay in memory.
 *
 * The triggers enforce what makes it a log, whoever opens the file, even by hand.
 */
export const CREATE_SCHEMA = `
  CREATE TABLE events (
    position  INTEGER PRIMARY KEY,
    stream    TEXT    NOT NULL,
    revision  INTEGER NOT NULL,
    id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    type      TEXT    NOT NULL,
    stored_at TEXT    NOT NULL,
    metadata  TEXT    NOT NULL,
    data      BLOB    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;

  CREATE TRIGGER events_are_added_at_the_end BEFORE INSERT ON events
  WHEN new.position <> (SELECT coalesce(max(position), 0) + 1 FROM events)
    OR new.revision <> (SELECT coalesce(max(revision), -1) + 1 FROM events WHERE stream = new.stream)
    OR EXISTS (SELECT 1 FROM events WHERE id = new.id)
  BEGIN SELECT RAISE(ABORT, 'events are added at the end of the log and of their stream, once'); END;

  CREATE TRIGGER events_never_change BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events never change'); END;

  CREATE TRIGGER events_never_go BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

  CREATE TABLE write_probe (id INTEGER PRIMARY KEY, padding BLOB NOT NULL) STRICT;

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

export const COUNT_TABLES = 'SELECT count(*) AS tables FROM sqlite_schema';

/** A row before position 1 was put there by hand: no query returns it, and a log that holds one is not opened. */
export const STRAYS = 'SELECT count(*) AS strays FROM events WHERE position < 1';

export const HEAD = 'SELECT max(0, coalesce(max(position), 0)) AS head FROM events';

/** Parameter: a position. Null after the last one. */
export const NEXT_POSITION = 'SELECT min(position) AS next FROM events WHERE position > ?';

export const LAST_REVISION =
  'SELECT coalesce(max(revision), -1) AS revision FROM events WHERE stream = ? AND position > 0';

export const PLACE_OF_ID = 'SELECT stream, revision FROM events WHERE id = ? AND position > 0';

export const EVENT_OF_ID =
  'SELECT stream, id, data, position FROM events WHERE id = ? AND position > 0';

/** Parameters: stream, first revision, last revision. */
export const EVENTS_AT_REVISIONS = `
  SELECT id, data, position FROM events
  WHERE stream = ? AND revision BETWEEN ? AND ? AND position > 0 ORDER BY revision`;

/** Parameters in the order of the columns. */
export const INSERT_EVENT = `
  INSERT INTO events (position, stream, revision, id, type, stored_at, metadata, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** At the end of its stream. Parameters: position, stream, then the columns after the revision. */
export const INSERT_NEXT_EVENT = `
  INSERT INTO events (position, stream, revision, id, type, stored_at, metadata, data)
  VALUES (?1, ?2, (SELECT coalesce(max(revision), -1) + 1 FROM events WHERE stream = ?2), ?3, ?4, ?5, ?6, ?7)`;

const EVENT = 'position, stream, revision, id, type, stored_at, metadata, data';

/** Parameters: stream, lowest revision, highest revision. */
export const STREAM_FORWARDS = `
  SELECT ${EVENT} FROM events
  WHERE stream = ? AND revision BETWEEN ? AND ? AND position > 0 ORDER BY revision`;

/** Parameters: stream, lowest revision, highest revision. */
export const STREAM_BACKWARDS = `${STREAM_FORWARDS} DESC`;

/** Parameters: position before the first, last position. */
export const LOG = `
  SELECT ${EVENT} FROM events WHERE position > ? AND position <= ? ORDER BY position`;

/** Parameters: position before the first, last position, stream prefixes as a JSON list. */
export const LOG_OF_STREAMS = `
  SELECT ${EVENT} FROM events WHERE position > ? AND position <= ?
    AND EXISTS (SELECT 1 FROM json_each(?) WHERE substr(stream, 1, length(value)) = value)
  ORDER BY position`;

/** Parameters: position before the first, last position, type, path of a key of the metadata. */
export const LOG_OF_MARKED = `
  SELECT ${EVENT} FROM events WHERE position > ? AND position <= ?
    AND (type = ? OR json_type(metadata, ?) IS NOT NULL)
  ORDER BY position`;

/** A transaction that needs space of its own, and gives it back. Parameter: bytes. */
export const FILL_PROBE = 'INSERT OR REPLACE INTO write_probe VALUES (1, zeroblob(?))';
export const EMPTY_PROBE = 'DELETE FROM write_probe';
