import { BEFORE_ALL, comparePositions, LedgerError, type Position } from '@subledger/domain';
import { withTimeLimit } from '@subledger/event-store';
import { type Database, readSnapshot } from '@subledger/read-models';
import { readBegun } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import type { ReadModelName, ReadSide } from './read-side.js';

/** A store that hangs must not let a question wait for as long as the store itself tries. */
const END_LIMIT_MS = 5_000;

/**
 * Waits for everything recorded by now, or for `minPosition`: a page says how far it is behind, but a file looks
 * complete.
 *
 * @throws LedgerError `read-models-unavailable`, `read-model-behind`, `store-unavailable`.
 */
export async function awaitEnd(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Freshness,
): Promise<void> {
  await readBegun(side, projections, freshness, () => Promise.resolve());
  const end =
    freshness.minPosition ??
    (await withTimeLimit(side.store.head(), END_LIMIT_MS, 'The end of the log'));
  if (end !== null) await awaitPosition(side, projections, { ...freshness, minPosition: end });
}

/**
 * Reads a batch of a file from a snapshot of its own, so that a slow reader of the file holds nothing up.
 *
 * @param upTo the position that the file goes up to; null if the log is empty.
 * @throws LedgerError `read-models-unavailable` if the read models no longer reach it: they are being built anew, and an
 *   empty one would look like the end of the file.
 */
export const readBatchOfFile = <T>(
  database: Database,
  projections: readonly ReadModelName[],
  upTo: Position | null,
  read: (snapshot: Database) => Promise<T>,
): Promise<T> =>
  readSnapshot(database, (snapshot, reachedBy) => {
    const holds = (projection: ReadModelName): boolean =>
      upTo === null || comparePositions(reachedBy(projection) ?? BEFORE_ALL, upTo) >= 0;
    if (projections.every(holds)) return read(snapshot);
    throw new LedgerError(
      'read-models-unavailable',
      'The read models were started afresh while the file was being read. Ask for the file again.',
    );
  });
