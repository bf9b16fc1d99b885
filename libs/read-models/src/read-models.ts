import { BulkFile } from './bulk/bulk-file.js';
import { createLoads } from './bulk/loads.js';
import { createCatalog } from './catalog.js';
import type { Database } from './database.js';
import { isDatabaseFault } from './database-fault.js';
import type { Leases } from './leases.js';
import { openPostgres } from './postgres/open-postgres.js';
import { isTableGone } from './postgres/postgres-fault.js';
import { postgresLeases } from './postgres/postgres-leases.js';
import { refusalOf } from './postgres/refusal.js';
import { type Loss, type OpenFile, openLosableFile } from './sqlite/losable-file.js';
import { openSqlite } from './sqlite/open-sqlite.js';

export const READ_MODELS = Symbol('ReadModels');

/**
 * The database of read models: one connection for projecting and others for answering, so that neither sees the
 * other's unfinished work; and some for reports, whose long reads must not delay answers.
 */
export interface ReadModels {
  readonly writer: Database;
  readonly reader: Database;
  readonly reporter: Database;
  readonly leases: Leases;
  /** For bulk loads; null if the read models are not in a file on this machine. */
  readonly bulk: BulkFile | null;
  /**
   * Creates what is missing in the database; after that it does nothing.
   *
   * @throws LedgerError `invalid-configuration` if another version of the ledger wrote what is there.
   */
  prepare(): Promise<void>;
  /** Why everything was last started afresh since it was opened; null if it never was. */
  readonly loss: Loss | null;
  close(): Promise<void>;
}

export type ReadModelsOptions = { readonly file: string } | { readonly url: string };

/**
 * Opens (and if necessary creates) the read models: in one SQLite file, or in a PostgreSQL database. A PostgreSQL
 * server need not be up yet: until it is, everything that queries it fails with a database fault.
 *
 * @throws LedgerError `invalid-configuration`
 */
export async function openReadModels(options: ReadModelsOptions): Promise<ReadModels> {
  return 'file' in options
    ? openLosableFile(options.file, (onFault) => inFile(options.file, onFault))
    : inServer(options.url);
}

async function inFile(file: string, onFault: (error: unknown) => void): Promise<OpenFile> {
  const opened: { close(): Promise<void> }[] = [];
  const open = (mode: 'write' | 'read'): ReturnType<typeof openSqlite> => {
    const connection = openSqlite(file, mode, onFault);
    opened.unshift(connection);
    return connection;
  };
  // The writing connection is closed last: it moves the write-ahead log into the file.
  const close = async (): Promise<void> => {
    for (const connection of opened) await connection.close();
  };
  try {
    const { database, kysely: writer } = open('write');
    await createCatalog(writer);
    await createLoads(writer);
    return {
      writer,
      bulk: new BulkFile(file, database, writer),
      reader: open('read').kysely,
      reporter: open('read').kysely,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
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
      // Somebody dropped the schema, or put an older database in its place: it is created again.
      if (isTableGone(error)) isPrepared = false;
      throw error;
    });
  return {
    writer,
    reader,
    reporter,
    bulk: null,
    leases: { ...leases, renew },
    prepare,
    loss: null,
    close,
  };
}

async function closeAll(databases: readonly Database[]): Promise<void> {
  for (const database of databases) await database.destroy();
}
