import { DatabaseSync } from 'node:sqlite';
import { makePrivateDatabase } from '@subledger/configuration/files';
import { Kysely, SqliteDialect } from 'kysely';
import type { Tables } from '../tables.js';
import { NodeSqliteDatabase } from './node-sqlite-database.js';

/** How long a statement waits for another connection's lock. */
const BUSY_TIMEOUT_MS = 5_000;

/** An event's row fits into a quarter of a page: in a table stored by key, a larger row needs overflow pages. */
const PAGE_BYTES = 8_192;
/**
 * Subjects come in no particular order, so each event touches other pages; with SQLite's default of 2 MB they
 * would be read and written over and over.
 */
const CACHE_KIB = { write: 64 * 1024, read: 16 * 1024 };
/**
 * How much is written before pages are moved to their places: many are rewritten several times until then. But the
 * disk that they are flushed to is also the log's, and while 64 MB were flushed a webhook waited a tenth of a
 * second.
 */
const WAL_KIB = 16 * 1024;

export interface SqliteConnection {
  readonly database: DatabaseSync;
  readonly kysely: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * One connection to a read-model file. `synchronous=NORMAL` suffices: what a power cut takes away is replayed from
 * the log, since the checkpoint goes with it.
 */
export function openSqlite(
  file: string,
  mode: 'write' | 'read',
  onFault: (error: unknown) => void,
): SqliteConnection {
  if (mode === 'write') makePrivateDatabase(file);
  const database = new DatabaseSync(file, { readOnly: mode === 'read', timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA cache_size=-${CACHE_KIB[mode]}`);
    // In memory: a statement of many rows keeps the pages that it changes, and beyond 64 KiB those went to a file.
    if (mode === 'write')
      database.exec(
        `PRAGMA page_size=${PAGE_BYTES}; PRAGMA journal_mode=WAL;
         PRAGMA wal_autocheckpoint=${(WAL_KIB * 1024) / PAGE_BYTES}; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;
         PRAGMA temp_store=MEMORY;`,
      );
  } catch (error) {
    database.close();
    throw error;
  }
  const kysely = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: new NodeSqliteDatabase(database, onFault) }),
  });
  const close = async (): Promise<void> => {
    await kysely.destroy();
    // Kysely does not close what was never used.
    if (database.isOpen) database.close();
  };
  return { database, kysely, close };
}
