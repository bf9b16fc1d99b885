import { BulkFile } from './bulk/bulk-file.js';
import { createCatalog } from './catalog.js';
import type { Database } from './database.js';
import { isDatabaseFault } from './database-fault.js';
import { type Leases, soleHolder } from './leases.js';
import { openPostgres } from './postgres/open-postgres.js';
import { isTableGone } from './postgres/postgres-fault.js';
import { postgresLeases } from './postgres/postgres-leases.js';
import { refusalOf } from './postgres/refusal.js';
import { openSqlite } from './sqlite/open-sqlite.js';

export const READ_MODELS = Symbol('ReadModels');

/**
 * The database of read models: connections that project and connections that answer, so neither sees the other's
 * half; and some for reports, whose long reads hold up no answer.
 */
export interface ReadModels {
  readonly writer: Database;
  readonly reader: Database;
  readonly reporter: Database;
  readonly leases: Leases;
  /** For loading a build at once; null where the read models are not in a file of this machine. */
  readonly bulk: BulkFile | null;
  /**
   * Creates what is missing in the database; once that is done, it does nothing.
   *
   * @throws LedgerError `invalid-configuration` where another version of the ledger wrote what is there.
   */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

export type ReadModelsOptions = { readonly file: string } | { readonly url: string };

/**
 * Opens (and where needed creates) the read models: in one SQLite file, or in a PostgreSQL database. A PostgreSQL
 * server need not be there yet: until it is, everything that asks it fails with a database fault.
 *
 * @throws LedgerError `invalid-configuration`
 */
export async function openReadModels(options: ReadModelsOptions): Promise<ReadModels> {
  return 'file' in options ? inFile(options.file) : inServer(options.url);
}

async function inFile(file: string): Promise<ReadModels> {
  const { database, kysely: writer } = openSqlite(file, 'write');
  await createCatalog(writer);
  const [reader, reporter] = [openSqlite(file, 'read').kysely, openSqlite(file, 'read').kysely];
  return {
    writer,
    bulk: new BulkFile(file, database, writer),
    reader,
    reporter,
    leases: soleHolder,
    prepare: () => Promise.resolve(),
    close: () => closeAll([reporter, reader, writer]),
  };
}

async function inServer(url: string): Promise<ReadModels> {
  const writer = openPostgres(url, 'write');
  const [reader, reporter] = [openPostgres(url, 'read'), openPostgres(url, 'report')];
  const leases = postgresLeases(writer);
  let isPrepared = false;
  const prepare = async (): Promise<void> => {
    if (isPrepared) return;
    await createCatalog(writer);
    isPrepared = true;
  };
  const close = () => closeAll([reporter, reader, writer]);
  await prepare().catch(async (error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal === null && isDatabaseFault(error)) return;
    await close();
    throw refusal ?? error;
  });
  const renew: Leases['renew'] = (projections) =>
    leases.renew(projections).catch((error: unknown) => {
      // Somebody dropped the schema, or put an older database in its place: it is created anew.
      if (isTableGone(error)) isPrepared = false;
      throw error;
    });
  return { writer, reader, reporter, bulk: null, leases: { ...leases, renew }, prepare, close };
}

async function closeAll(databases: readonly Database[]): Promise<void> {
  for (const database of databases) await database.destroy();
}
