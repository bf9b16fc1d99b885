import {
  BEFORE_ALL,
  comparePositions,
  type Instant,
  LedgerError,
  type Position,
} from '@subledger/domain';
import { type EventStore, withTimeLimit } from '@subledger/event-store';
import {
  type Database,
  loadCheckpoint,
  type ReadModels,
  readSnapshot,
} from '@subledger/read-models';
import { setTimeout as wait } from 'node:timers/promises';

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
 * Waits until all of the projections have applied `minPosition`.
 *
 * @throws LedgerError `read-model-behind` when `timeoutMs` have passed before.
 */
export async function awaitPosition(
  side: ReadSide,
  projections: readonly ReadModelName[],
  { minPosition, timeoutMs }: Freshness,
): Promise<void> {
  if (minPosition === undefined) return;
  const deadline = performance.now() + timeoutMs;
  for (const projection of projections) {
    let checkpoint: Position | null = null;
    await pollUntil(
      deadline,
      () =>
        new LedgerError(
          'read-model-behind',
          `The read model ${projection} has reached position ${checkpoint ?? 'none'}, not yet ${minPosition}. Ask again, or with a longer timeoutMs.`,
        ),
      async () => {
        checkpoint = await loadCheckpoint(side.readModels.reader, projection);
        return comparePositions(checkpoint ?? BEFORE_ALL, minPosition) >= 0;
      },
    );
  }
}

/** Polls, because it may be another process that projects. @throws `late()` when the deadline has passed before it holds. */
async function pollUntil(
  deadline: number,
  late: () => LedgerError,
  holds: () => Promise<boolean>,
): Promise<void> {
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
    if (await holds()) return;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw late();
    await wait(Math.min(pollMs, leftMs));
  }
}

/** Instead of an answer: what would have to answer has taken in nothing at all. */
export const NOT_BEGUN = Symbol('NotBegun');

/** A projection that is at work has taken in its first events within a moment; one that is loaded anew may need hours. */
const LONGEST_BEGINNING_MS = 1_000;

/**
 * Asks read models, and does not answer out of one that has taken in nothing of a log that holds something: while one is
 * loaded anew, somebody who has paid would be told that they have no access. Waits a moment for it to begin, and asks again.
 *
 * @param ask where `mustHaveBegun`, gives `NOT_BEGUN` for a read model without a checkpoint, before any work.
 * @throws LedgerError `read-models-unavailable` where it does not begin.
 */
export async function askBegun<T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  { timeoutMs }: Pick<Freshness, 'timeoutMs'>,
  ask: (mustHaveBegun: boolean) => Promise<T | typeof NOT_BEGUN>,
): Promise<T> {
  const first = await ask(true);
  if (first !== NOT_BEGUN) return first;
  const isLogEmpty = (await side.store.head()) === null;
  const deadline = performance.now() + Math.min(timeoutMs, LONGEST_BEGINNING_MS);
  if (!isLogEmpty) await pollUntil(deadline, notBegun, () => haveBegun(side, projections));
  const second = await ask(!isLogEmpty);
  if (second === NOT_BEGUN) throw notBegun();
  return second;
}

/** The same, where `read` itself does not look how far the read models have come. */
export const readBegun = <T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Pick<Freshness, 'timeoutMs'>,
  read: () => Promise<T>,
): Promise<T> =>
  askBegun(side, projections, freshness, async (mustHaveBegun) =>
    mustHaveBegun && !(await haveBegun(side, projections)) ? NOT_BEGUN : read(),
  );

/** A store that hangs must not let a question wait for as long as the store itself tries. */
const END_LIMIT_MS = 5_000;

/**
 * Waits for everything recorded by now, or for `minPosition`: a file looks whole, where a page tells how far it is behind.
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
 * Reads a batch of a file from a snapshot of its own: a reader that takes its time holds nothing up.
 *
 * @param upTo what the file is to hold; null where the log is empty.
 * @throws LedgerError `read-models-unavailable` where the read models hold less than that since: they are built anew, and
 *   an empty one would look like the end of the file.
 */
export const readOfFile = <T>(
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
      'The read models began anew while the file was read.',
    );
  });

export async function haveBegun(
  side: ReadSide,
  projections: readonly ReadModelName[],
): Promise<boolean> {
  for (const projection of projections)
    if ((await loadCheckpoint(side.readModels.reader, projection)) === null) return false;
  return true;
}

const notBegun = (): LedgerError =>
  new LedgerError(
    'read-models-unavailable',
    'The read model has taken in nothing yet of what is recorded.',
  );

/**
 * Reads of the lifecycle within one snapshot, so that the facts and the checkpoint that is told with them fit.
 *
 * @param projections those that are read.
 * @throws LedgerError see `askBegun`.
 */
export async function inSnapshot<T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Freshness,
  read: (snapshot: Database) => Promise<T>,
): Promise<{ readonly found: T; readonly reach: Reach }> {
  const { found, position, of } = await askBegun(side, projections, freshness, (mustHaveBegun) =>
    readSnapshot(side.readModels.reader, async (snapshot, reachedBy) => {
      if (mustHaveBegun && projections.some((projection) => reachedBy(projection) === null))
        return NOT_BEGUN;
      return { found: await read(snapshot), position: reachedBy('lifecycle'), of: snapshot };
    }),
  );
  return { found, reach: await reachOf(side, of, position) };
}

const reaches = new WeakMap<Database, Promise<Reach>>();

/** Looked up once for all that is read of a snapshot. */
function reachOf(side: ReadSide, snapshot: Database, position: Position | null): Promise<Reach> {
  const known = reaches.get(snapshot);
  if (known !== undefined) return known;
  const reach = side.store.countAfter(position).then((lag) => ({ position, lag }));
  reaches.set(snapshot, reach);
  return reach;
}
