import { LedgerError } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import type { Database } from '@subledger/read-models';
import type { BulkWay } from './bulk/bulk-load.js';

/** The code that turns recorded events into one read model. Applying the same events twice leaves the same tables. */
export interface Projection {
  readonly name: string;
  /** Raised when the code would write other rows: the new version builds its own beside the old ones. */
  readonly version: number;
  /** The translation it reads events with; rows of another translation are stale until a rebuild. */
  readonly translation: string;
  /** How its tables can be bulk-loaded from a long log; absent: event by event only. */
  readonly bulkWay?: BulkWay;
  /** Writes what the events mean, in the transaction that also moves the checkpoint. */
  apply(transaction: Database, events: readonly RecordedEvent[]): Promise<void>;
}

/** The highest version of each name. */
export function newestVersions(projections: readonly Projection[]): readonly Projection[] {
  const newest = new Map<string, Projection>();
  for (const projection of projections)
    if ((newest.get(projection.name)?.version ?? -1) < projection.version)
      newest.set(projection.name, projection);
  return [...newest.values()];
}

/** @throws LedgerError `not-found` for a name that none of them has. */
export function projectionNamed<T extends Pick<Projection, 'name'>>(
  projections: readonly T[],
  name: string,
): T {
  const found = projections.find((projection) => projection.name === name);
  if (found !== undefined) return found;
  const names = projections.map((projection) => projection.name).join(', ');
  throw new LedgerError(
    'not-found',
    `There is no projection of this name. The projections are ${names}.`,
  );
}
