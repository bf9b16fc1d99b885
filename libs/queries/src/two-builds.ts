import { LedgerError } from '@subledger/domain';
import {
  type Build,
  type Database,
  findBuildIn,
  findRebuild,
  noRebuild,
} from '@subledger/read-models';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadSide } from './read-side.js';

/** How long to wait for a moment when both builds are at the same position. */
const EQUAL_LIMIT_MS = 10_000;
const EQUAL_POLL_MS = 10;

/** A rebuild, and the live build beside it. */
export interface TwoBuilds {
  readonly live: Build;
  readonly rebuild: Build;
}

/**
 * Reads both builds of a projection in one snapshot in which they have applied the same events: any difference
 * then is what the rebuild would change.
 *
 * @throws LedgerError `not-found` if there is no such rebuild; `rebuild-not-ready` while it is behind.
 */
export async function atEqualPositions<T>(
  { readModels: { reporter } }: ReadSide,
  { projection, rebuild }: { readonly projection: string; readonly rebuild: number },
  read: (snapshot: Database, builds: TwoBuilds) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + EQUAL_LIMIT_MS;
  for (;;) {
    const answer = await reporter.transaction().execute(async (snapshot) => {
      const builds = await findBoth(snapshot, projection, rebuild);
      return builds.live.position === builds.rebuild.position
        ? { told: await read(snapshot, builds) }
        : null;
    });
    if (answer !== null) return answer.told;
    if (performance.now() > deadline)
      throw new LedgerError(
        'rebuild-not-ready',
        'The rebuild and the live read model are at different positions. Ask again once the rebuild is ready.',
      );
    await wait(EQUAL_POLL_MS);
  }
}

async function findBoth(snapshot: Database, projection: string, build: number): Promise<TwoBuilds> {
  const rebuild = await findRebuild(snapshot, build);
  const live = await findBuildIn(snapshot, projection, 'live');
  if (live === undefined || rebuild.projection !== projection) throw noRebuild();
  return { live, rebuild };
}
