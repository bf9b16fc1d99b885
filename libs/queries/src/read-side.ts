import {
  BEFORE_ALL,
  comparePositions,
  type Instant,
  LedgerError,
  type Position,
} from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import {
  type Database,
  loadCheckpoint,
  type ReadModels,
  readSnapshot,
} from '@subledger/read-models';
import { setTimeout as delay } from 'node:timers/promises';

/** The read models that questions are asked of, by their projections' names. */
export type ReadModelName = 'lifecycle' | 'timeline' | 'quarantine';

export const READ_SIDE = Symbol('ReadSide');

/** What every question needs: where the answers are, and how far they have come. */
export interface ReadSide {
  readonly readModels: ReadModels;
  readonly store: EventStore;
  /** Product → access level, where the sender has access updates switched off. */
  readonly productLevels: Readonly<Record<string, string>>;
  readonly now: () => Instant;
}

/** Read your own webhook: answer only once `minPosition` is in the read model. */
export interface Freshness {
  readonly minPosition?: Position;
  /** How long to wait for it. */
  readonly timeoutMs: number;
}

/** How far an answer reaches into the log. */
export interface Reach {
  /** The last position that the answer takes in; null before the first. */
  readonly position: Position | null;
  /** Recorded events that it does not take in yet; null where the store cannot count them. */
  readonly lag: number | null;
}

const FIRST_POLL_MS = 2;
const LONGEST_POLL_MS = 50;

/**
 * Waits until the projection has applied `minPosition`. The checkpoint is polled, because it may be another
 * process that projects.
 *
 * @throws LedgerError `read-model-behind` when `timeoutMs` have passed before.
 */
export async function awaitPosition(
  side: ReadSide,
  projection: ReadModelName,
  { minPosition, timeoutMs }: Freshness,
): Promise<void> {
  if (minPosition === undefined) return;
  const deadline = performance.now() + timeoutMs;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
    const checkpoint = await loadCheckpoint(side.readModels.reader, projection);
    if (comparePositions(checkpoint ?? BEFORE_ALL, minPosition) >= 0) return;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0)
      throw new LedgerError(
        'read-model-behind',
        `The read model has reached position ${checkpoint ?? 'none'}, not yet ${minPosition}. Ask again, or with a longer timeoutMs.`,
      );
    await delay(Math.min(pollMs, leftMs));
  }
}

/**
 * Refuses to answer out of a read model that has taken in nothing of a log that holds something: while one is loaded
 * anew, somebody who has paid would be told that they have no access.
 *
 * @param position what the read model has reached; null before its first event.
 * @throws LedgerError `read-models-unavailable`
 */
export async function assertBegun(side: ReadSide, position: Position | null): Promise<void> {
  if (position === null && (await side.store.head()) !== null)
    throw new LedgerError(
      'read-models-unavailable',
      'The read model has taken in nothing yet of what is recorded.',
    );
}

/**
 * Reads of the lifecycle within one snapshot, so that the facts and the checkpoint that is told with them fit.
 *
 * @throws LedgerError see `assertBegun`.
 */
export async function inSnapshot<T>(
  side: ReadSide,
  read: (snapshot: Database) => Promise<T>,
): Promise<{ readonly found: T; readonly reach: Reach }> {
  const { found, position, of } = await readSnapshot(
    side.readModels.reader,
    async (snapshot, reachedBy) => ({
      found: await read(snapshot),
      position: reachedBy('lifecycle'),
      of: snapshot,
    }),
  );
  return { found, reach: await reachOf(side, of, position) };
}

const reaches = new WeakMap<Database, Promise<Reach>>();

/** Looked up once for all that is read of a snapshot. */
function reachOf(side: ReadSide, snapshot: Database, position: Position | null): Promise<Reach> {
  const known = reaches.get(snapshot);
  if (known !== undefined) return known;
  const reach = assertBegun(side, position)
    .then(() => side.store.countAfter(position))
    .then((lag) => ({ position, lag }));
  reaches.set(snapshot, reach);
  return reach;
}
