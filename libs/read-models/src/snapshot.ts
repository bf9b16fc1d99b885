import type { Database } from './database.js';
import { isTableGone } from './postgres/postgres-fault.js';
import { sharedSnapshots } from './shared-snapshots.js';
import { sqlDialectOf } from './sql-dialect-of.js';
import { type ReadOfSnapshot, takeSnapshot } from './take-snapshot.js';

/** A build that is retired between two statements of one question is asked for no second time. */
const TRIES = 3;

/**
 * Reads several tables as of one instant, not before that of the call.
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
