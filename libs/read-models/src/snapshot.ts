import { isTableGone } from './postgres/postgres-fault.js';
import { inBuilds } from './builds/tables-of-build.js';
import { tablesOf } from './builds/layout.js';
import type { Position } from '@subledger/domain';
import { positionOfKey } from './builds/build.js';
import type { Database } from './database.js';

/** A build that is retired between two statements of one question is asked for no second time. */
const TRIES = 3;

/** How far the build of a projection that answers had come in a snapshot; null before its first event. */
export type ReachedBy = (projection: string) => Position | null;

/**
 * Reads several tables as of one instant. The builds that answer are looked up in the same snapshot: through a view,
 * a promotion between two statements would mix the old build's rows with the new one's.
 *
 * @param read may be called again, from its beginning.
 */
export async function readSnapshot<T>(
  database: Database,
  read: (snapshot: Database, reachedBy: ReachedBy) => Promise<T>,
): Promise<T> {
  for (let triesLeft = TRIES; ; triesLeft -= 1)
    try {
      return await database
        .transaction()
        .execute(async (transaction) => read(...(await asItAnswers(transaction))));
    } catch (error) {
      if (triesLeft <= 1 || !isTableGone(error)) throw error;
    }
}

async function asItAnswers(transaction: Database): Promise<[Database, ReachedBy]> {
  const live = await transaction
    .selectFrom('builds')
    .select(['build', 'projection', 'position'])
    .where('state', '=', 'live')
    .execute();
  const builds = live.map(({ build, projection }) => ({ build, tables: tablesOf(projection) }));
  const keys = new Map(live.map(({ projection, position }) => [projection, position]));
  return [inBuilds(transaction, builds), (projection) => positionOfKey(keys.get(projection) ?? '')];
}
