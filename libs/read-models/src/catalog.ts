import { LedgerError } from '@subledger/domain';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.js';

/** Raised when the catalog below changes shape; the tables of projections have versions of their own. */
const CATALOG_VERSION = 2;

const CATALOG = [
  sql`CREATE TABLE builds (
    build INTEGER PRIMARY KEY, projection TEXT NOT NULL, version INTEGER NOT NULL, translation TEXT NOT NULL,
    state TEXT NOT NULL, promotes INTEGER NOT NULL, position TEXT NOT NULL, applied INTEGER NOT NULL,
    failure TEXT, started_at TEXT NOT NULL, updated_at TEXT NOT NULL, promoted_at TEXT
  ) STRICT`,
  // Of one projection at most one build answers, and at most one is being built beside it.
  sql`CREATE UNIQUE INDEX builds_by_state ON builds (projection, state) WHERE state <> 'retired'`,
  sql`CREATE TABLE skipped_events (
    build INTEGER NOT NULL, event_id TEXT NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL,
    skipped_at TEXT NOT NULL,
    PRIMARY KEY (build, event_id)
  ) STRICT, WITHOUT ROWID`,
];

/** Creates the catalog in an empty file; refuses a file that another version of the ledger wrote. */
export async function createCatalog(database: Kysely<Tables>): Promise<void> {
  const found = await sql<{ user_version: number }>`PRAGMA user_version`.execute(database);
  const version = found.rows[0]?.user_version ?? 0;
  if (version === CATALOG_VERSION) return;
  if (version !== 0)
    throw new LedgerError(
      'invalid-configuration',
      `The read models were written by another version of the ledger (catalog ${version}, this one knows ${CATALOG_VERSION}). Stop the ledger and delete read-models.sqlite: it is rebuilt from the log.`,
    );
  await database.transaction().execute(async (transaction) => {
    for (const statement of CATALOG) await statement.execute(transaction);
    await sql.raw(`PRAGMA user_version=${CATALOG_VERSION}`).execute(transaction);
  });
}
