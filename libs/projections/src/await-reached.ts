import { comparePositions, LedgerError, type Position } from '@subledger/domain';
import { type Database, findBuild } from '@subledger/read-models';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a promotion waits for the new build to come as far as the old one. */
const PROMOTION_LIMIT_MS = 30_000;
const PROMOTION_POLL_MS = 5;

/**
 * Resolves once the build has come as far as `goal`.
 *
 * @throws LedgerError `rebuild-not-ready` when it does not get there in time, or `isStopping`.
 */
export async function awaitReached(
  database: Database,
  build: number,
  goal: Position | null,
  isStopping: () => boolean,
): Promise<void> {
  const deadline = performance.now() + PROMOTION_LIMIT_MS;
  while (!(await hasReached(database, build, goal))) {
    if (performance.now() > deadline || isStopping())
      throw new LedgerError(
        'rebuild-not-ready',
        'The rebuild has not come as far as what answers.',
      );
    await delay(PROMOTION_POLL_MS);
  }
}

async function hasReached(
  database: Database,
  build: number,
  goal: Position | null,
): Promise<boolean> {
  const position = (await findBuild(database, build))?.position ?? null;
  return goal === null || (position !== null && comparePositions(position, goal) >= 0);
}
