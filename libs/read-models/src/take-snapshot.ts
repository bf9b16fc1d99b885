import type { Position } from '@subledger/domain';
import { literalState } from './builds/build.js';
import { tablesOf } from './builds/layout.js';
import { inBuilds } from './builds/tables-of-build.js';
import { positionOfKey } from './position-key.js';
import { selectPrecompiled } from './precompiled.js';
import type { Database } from './database.js';

/** The position that a projection's live build had reached in a snapshot; null where `loadCheckpoint` returns null. */
export type ReachedBy = (projection: string) => Position | null;

/** A read as of one instant: other queries may read from the same snapshot. */
export type ReadOfSnapshot<T> = (snapshot: Database, reachedBy: ReachedBy) => Promise<T>;

/**
 * Takes a snapshot for one reading. The live builds are looked up in the same snapshot: through a view, a
 * promotion between two statements would mix the old build's rows with the new one's.
 */
export const takeSnapshot = <T>(database: Database, read: ReadOfSnapshot<T>): Promise<T> =>
  database.transaction().execute(async (transaction) => read(...(await asItAnswers(transaction))));

async function asItAnswers(transaction: Database): Promise<[Database, ReachedBy]> {
  const live = await selectPrecompiled(transaction, {
    key: 'builds that answer',
    build: () =>
      transaction
        .selectFrom('builds')
        .select(['build', 'projection', 'position', 'promoted_at'])
        .where('state', '=', literalState('live')),
    parameters: [],
  });
  const builds = live.map(({ build, projection }) => ({ build, tables: tablesOf(projection) }));
  const answering = live.filter(({ promoted_at: since }) => since !== null);
  const keys = new Map(answering.map(({ projection, position }) => [projection, position]));
  return [inBuilds(transaction, builds), (projection) => positionOfKey(keys.get(projection) ?? '')];
}
