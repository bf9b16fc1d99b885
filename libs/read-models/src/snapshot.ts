import type { Database } from './database.js';
import { isTableGone } from './postgres/postgres-fault.js';
import { sharedSnapshots } from './shared-snapshots.js';
import { sqlDialectOf } from './sql-dialect-of.js';
import { type ReadOfSnapshot, takeSnapshot } from './take-snapshot.js';

/** A build may be retired between two statements; retrying finds the new one. */
const TRIES = 3;

/**
 * Reads several tables as of one instant, which is not before the call.
 *
 * @param read may be called again, from its beginning.
 */
export async function readSnapshot<T>(database: Database, read: ReadOfSnapshot<T>): Promise<T> {
  if (sqlDialectOf(database).hasOneConnection) return sharedSnapshots(database).read(read);
  for (let triesLeft = TRIES; ; triesLeft -= 1)
    try {
      return await takeSnapshot(database, read);
    } catch (error) {
      if (triesLeft <= 1 || !isTableGone(error)) throw error;
    }
}
