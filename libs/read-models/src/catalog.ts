import { LedgerError } from '@subledger/domain';
import { sql } from 'kysely';
import type { Database } from './database.js';
import type { SqlDialect } from './sql-dialect.js';
import { sqlDialectOf } from './sql-dialect-of.js';

/** Raised when the layout of the catalog or of a projection changes. */
const CATALOG_VERSION = 6;

/**
 * Creates the catalog in an empty database; several processes may do so at once.
 *
 * @throws LedgerError `invalid-configuration` for read models that another version of the ledger wrote.
 */
export async function createCatalog(writer: Database): Promise<void> {
  const dialect = sqlDialectOf(writer);
  await writer.transaction().execute(async (transaction) => {
    const version = await dialect.lockCatalog(transaction);
    if (version === CATALOG_VERSION) return;
    if (version !== 0)
      throw new LedgerError(
        'invalid-configuration',
        `The read models were written by another version of the ledger (catalog ${version}, this one knows ${CATALOG_VERSION}). Stop the ledger and ${dialect.discarding}: they are then rebuilt from the log.`,
      );
    await createTables(transaction, dialect);
    await dialect.writeCatalogVersion(transaction, CATALOG_VERSION);
  });
}

/** What an operator does to have all of them rebuilt, worded to follow "stop the ledger and". */
export const waysToDiscard = (database: Database): string => sqlDialectOf(database).discarding;

async function createTables(transaction: Database, dialect: SqlDialect): Promise<void> {
  await dialect.createTable(transaction, {
    name: 'builds',
    columns: `build ${dialect.identity}, projection TEXT NOT NULL, version INTEGER NOT NULL,
    translation TEXT NOT NULL, state TEXT NOT NULL, promotes INTEGER NOT NULL, position TEXT NOT NULL,
    last_event TEXT, applied INTEGER NOT NULL, failure TEXT, started_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    promoted_at TEXT`,
  });
  // At most one build of a projection is live, and at most one is being built beside it.
  await sql`CREATE UNIQUE INDEX builds_by_state ON builds (projection, state) WHERE state <> 'retired'`.execute(
    transaction,
  );
  await dialect.createTable(transaction, {
    name: 'skipped_events',
    columns: `build INTEGER NOT NULL, event_id TEXT NOT NULL, position TEXT NOT NULL, reason TEXT NOT NULL,
    skipped_at TEXT NOT NULL, PRIMARY KEY (build, event_id)`,
  });
}
