import { FIRST_INSTANT, hasReached, instantFromEpochMs } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import { type BuildState, findBuildIn, type ReadModels } from '@subledger/read-models';
import { LocalControl } from '../src/control/local-control.js';
import type { Projection } from '../src/projection.js';
import { Projector } from '../src/projector.js';
import type { ProjectionSide } from '../src/status.js';
import { type LedgerFolder, record } from './ledger-folder.js';
import { until } from './until.js';

export const now = () => instantFromEpochMs(Date.now()) ?? FIRST_INSTANT;

/** A projector that tells its failures. */
export function projectorOf(
  { store, readModels }: Pick<LedgerFolder, 'store' | 'readModels'>,
  projections: readonly Projection[],
  failures: unknown[] = [],
): Projector {
  return new Projector({
    store,
    readModels,
    projections,
    now,
    onFailure: (_, error) => failures.push(error),
  });
}

/** What tells how a projector's builds stand. */
export const statusPartsOf = (
  projector: Projector,
  { store, readModels }: Pick<LedgerFolder, 'store' | 'readModels'>,
): ProjectionSide => ({
  control: new LocalControl(projector, { store, names: {} }),
  readModels,
  store,
  now,
});

/** Records every delivery of the flow at a place of the list. */
export async function recordFlow(store: EventStore, place: number): Promise<void> {
  for (const step of flows[place]?.steps ?? [])
    for (const body of step.deliver) await record(store, body, step.at);
}

/** Waits until a build has applied all that is recorded. */
export async function caughtUp(
  { store, readModels }: Pick<LedgerFolder, 'store' | 'readModels'>,
  projection: string,
  state: BuildState = 'live',
): Promise<void> {
  await until(async () => {
    const build = await findBuildIn(readModels.reader, projection, state);
    // A server's own events may lie behind the last of ours.
    return build !== undefined && hasReached(build.position, await store.head());
  });
}

/** The version of the live build; undefined where none answers. */
export const liveVersion = async (readModels: ReadModels, projection: string) =>
  (await findBuildIn(readModels.reader, projection, 'live'))?.version;
