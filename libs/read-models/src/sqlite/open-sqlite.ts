import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { Tables } from '../tables.js';
import { NodeSqliteDatabase } from './node-sqlite-database.js';

/** How long a statement waits for another connection's lock. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * One connection to a read-model file. `synchronous=NORMAL` suffices: what a power cut takes away is replayed
 * from the log, since the checkpoint goes with it.
 */
export function openSqlite(
  file: string,
  mode: 'write' | 'read',
  onFault: (error: unknown) => void,
): Kysely<Tables> {
  const database = new DatabaseSync(file, { readOnly: mode === 'read', timeout: BUSY_TIMEOUT_MS });
  try {
    if (mode === 'write')
      database.exec(
        'PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;',
      );
  } catch (error) {
    database.close();
    throw error;
  }
  return new Kysely<Tables>({
    dialect: new SqliteDialect({ database: new NodeSqliteDatabase(database, onFault) }),
  });
}
