import { hasReached, LedgerError, type Position } from '@subledger/domain';
import { type Build, type Database, findBuild, findBuildIn } from '@subledger/read-models';

/** The rebuild of this number. @throws LedgerError `not-found` where nothing is being built under it. */
export async function findRebuild(database: Database, build: number): Promise<Build> {
  const found = await findBuild(database, build);
  if (found?.state !== 'building') throw new LedgerError('not-found', 'There is no such rebuild.');
  return found;
}

/** Whether a rebuild has come as far as what answers. @throws LedgerError `not-found`. */
export async function hasComeAsFar(database: Database, build: number): Promise<boolean> {
  const next = await findRebuild(database, build);
  const live = await findBuildIn(database, next.projection, 'live');
  return hasReached(next.position, live?.position ?? null);
}

/** How far a build has come by now; null where there is none. */
export async function positionOf(
  database: Database,
  build: Build | undefined,
): Promise<Position | null> {
  if (build === undefined) return null;
  return (await findBuild(database, build.build))?.position ?? null;
}
