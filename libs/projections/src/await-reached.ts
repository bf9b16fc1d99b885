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

/** How long a promotion waits for the new build to come as far as the old one. */
const PROMOTION_LIMIT_MS = 30_000;
/** Of two that follow the log together, the new one may be a batch behind whenever one looks. */
const READY_LIMIT_MS = 1_000;
const PROMOTION_POLL_MS = 5;
/** Another process looks once a second what it is to do. */
const ELSEWHERE_POLL_MS = 100;

/** Whether a rebuild has come as far as what answers. @throws LedgerError `not-found`. */
export async function hasComeAsFar(database: Database, build: number): Promise<boolean> {
  const next = await findRebuild(database, build);
  const live = await findBuildIn(database, next.projection, 'live');
  return hasReached(next.position, live?.position ?? null);
}

/**
 * Makes sure that a rebuild has come as far as what answers, which goes on meanwhile: only then may that be stopped.
 *
 * @throws LedgerError `rebuild-not-ready`, soon; `not-found` where somebody discards it.
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

/** How far a build has come by now; null where there is none. */
export async function positionOf(
  database: Database,
  build: Build | undefined,
): Promise<Position | null> {
  if (build === undefined) return null;
  return (await findBuild(database, build.build))?.position ?? null;
}

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
  const holds = async (): Promise<boolean> =>
    hasReached((await findBuild(database, build))?.position ?? null, goal);
  await awaitThat(holds, { pollMs: PROMOTION_POLL_MS, limitMs: PROMOTION_LIMIT_MS }, isStopping);
}

/**
 * Resolves once the build answers, which another process sees to.
 *
 * @throws LedgerError `not-found` where somebody discards it; `rebuild-not-ready` when it takes too long.
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
