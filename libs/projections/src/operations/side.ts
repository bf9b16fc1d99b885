import { noRebuild } from '@subledger/read-models';
import { projectionNamed } from '../projection.js';
import { type BuildStatus, describeBuilds, type ProjectionSide } from '../status.js';

export const PROJECTION_SIDE = Symbol('ProjectionSide');

/** @throws LedgerError `not-found` for an unknown projection. */
export async function buildsOf(
  side: ProjectionSide,
  projection: string,
): Promise<readonly BuildStatus[]> {
  projectionNamed(side.control.wanted, projection);
  return (await describeBuilds(side)).filter((build) => build.projection === projection);
}

/** @throws LedgerError `not-found` if the projection has no such build. */
export async function buildOf(
  side: ProjectionSide,
  projection: string,
  build: number,
): Promise<BuildStatus> {
  const found = (await buildsOf(side, projection)).find((one) => one.build === build);
  if (found === undefined) throw noRebuild();
  return found;
}
