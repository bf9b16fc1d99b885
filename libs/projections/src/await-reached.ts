import { hasReached, LedgerError, type Position } from '@subledger/domain';
import {
  type Build,
  type Database,
  findBuild,
  findBuildIn,
  findRebuild,
  noRebuild,
} from '@subledger/read-models';
import { setTimeout as wait } from 'node:timers/promises';

/** How long a promotion waits for the new build to catch up with the old one. */
const PROMOTION_LIMIT_MS = 30_000;
/** Both builds follow the log; the new one may be a batch behind at any one look. */
const READY_LIMIT_MS = 1_000;
const PROMOTION_POLL_MS = 5;
/** Another process checks once a second what it has to do. */
const ELSEWHERE_POLL_MS = 100;

/** Whether a rebuild has caught up with the live build. @throws LedgerError `not-found`. */
export async function hasComeAsFar(database: Database, build: number): Promise<boolean> {
  const next = await findRebuild(database, build);
  const live = await findBuildIn(database, next.projection, 'live');
  return hasReached(next.position, live?.position ?? null);
}

/**
 * Makes sure that a rebuild has caught up with the live build, which keeps following the log: only then may the
 * live one be stopped.
 *
 * @throws LedgerError `rebuild-not-ready`, soon; `not-found` if somebody discards it.
 */
export const assertReady = (
  database: Database,
  build: number,
  isStopping: () => boolean,
): Promise<void> =>
  awaitThat(
    () => hasComeAsFar(database, build),
    { pollMs: PROMOTION_POLL_MS, limitMs: READY_LIMIT_MS },
    isStopping,
  );

/** The position that a build has reached; null if there is no such build. */
export async function positionOf(
  database: Database,
  build: Build | undefined,
): Promise<Position | null> {
  if (build === undefined) return null;
  return (await findBuild(database, build.build))?.position ?? null;
}

/**
 * Resolves once the build has reached `goal`.
 *
 * @throws LedgerError `rebuild-not-ready` if it does not get there in time, or `isStopping`.
 */
export async function awaitReached(
  database: Database,
  build: number,
  goal: Position | null,
  isStopping: () => boolean,
): Promise<void> {
  const holds = async (): Promise<boolean> =>
    hasReached((await findBuild(database, build))?.position ?? null, goal);
  await awaitThat(holds, { pollMs: PROMOTION_POLL_MS, limitMs: PROMOTION_LIMIT_MS }, isStopping);
}

/**
 * Resolves once the build is live, which another process takes care of.
 *
 * @throws LedgerError `not-found` if somebody discards it; `rebuild-not-ready` if it takes too long.
 */
export async function awaitPromoted(
  database: Database,
  build: number,
  isStopping: () => boolean,
): Promise<void> {
  const holds = async (): Promise<boolean> => {
    const found = await findBuild(database, build);
    if (found === undefined) throw noRebuild();
    return found.state !== 'building';
  };
  await awaitThat(holds, { pollMs: ELSEWHERE_POLL_MS, limitMs: PROMOTION_LIMIT_MS }, isStopping);
}

async function awaitThat(
  holds: () => Promise<boolean>,
  { pollMs, limitMs }: { readonly pollMs: number; readonly limitMs: number },
  isStopping: () => boolean,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline || isStopping())
      throw new LedgerError(
        'rebuild-not-ready',
        'The rebuild is still behind the live read model.',
      );
    await wait(pollMs);
  }
}
