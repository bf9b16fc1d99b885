import type { Position } from '@subledger/domain';
import { type Database, readSnapshot } from '@subledger/read-models';
import { askBegun, NOT_BEGUN } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { earlierOf } from './log-order.js';
import type { Reach, ReadModelName, ReadSide } from './read-side.js';

/**
 * Reads within one snapshot, so that what is read fits the checkpoint that the answer states: that of the projection
 * which is furthest behind.
 *
 * @param projections those that are read.
 * @param read is told that checkpoint; null before the first event.
 * @throws LedgerError see `askBegun`.
 */
export async function inSnapshot<T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Freshness,
  read: (snapshot: Database, position: Position | null) => Promise<T>,
  { database = side.readModels.reader, upTo }: SnapshotOptions = {},
): Promise<Found<T>> {
  const { found, position, of } = await askBegun(side, projections, freshness, (mustHaveBegun) =>
    readSnapshot(database, async (snapshot, reachedBy) => {
      const reached = furthestBehind(projections.map(reachedBy));
      if (mustHaveBegun && reached === null) return NOT_BEGUN;
      const position = upTo ?? reached;
      return { found: await read(snapshot, position), position, of: snapshot };
    }),
  );
  return { found, reach: await reachOf(side, of, position) };
}

export interface Found<T> {
  readonly found: T;
  readonly reach: Reach;
}

interface SnapshotOptions {
  /** Where long questions have connections of their own, those. */
  readonly database?: Database;
  /** The answer takes in the log up to here and no more; absent: all that has been applied. */
  readonly upTo?: Position | undefined;
}

/**
 * The same for pages that follow one another: all of them are about the part of the log that the first one was about, also
 * where the read models have begun anew since.
 *
 * @param after where the page before ended, and up to where it read the log; null for the first page.
 * @throws LedgerError `read-model-behind`, and see `askBegun`.
 */
export async function inPinnedSnapshot<T>(
  side: ReadSide,
  freshness: Freshness,
  after: { readonly upTo: Position } | null,
  read: (snapshot: Database, upTo: Position | null) => Promise<T>,
): Promise<Found<T>> {
  const { timeoutMs } = freshness;
  await awaitPosition(side, ['lifecycle'], freshness);
  if (after !== null)
    await awaitPosition(side, ['lifecycle'], { minPosition: after.upTo, timeoutMs });
  const options = { database: side.readModels.reporter, upTo: after?.upTo };
  return inSnapshot(side, ['lifecycle'], freshness, read, options);
}

/** Null if one of them has not begun. */
export const furthestBehind = (reached: readonly (Position | null)[]): Position | null =>
  reached.reduce((a, b) => (a === null || b === null ? null : earlierOf(a, b)));

/** By what was read of a snapshot: several questions may share one. */
const reaches = new WeakMap<Database, Map<Position | null, Promise<Reach>>>();

/** How far an answer reaches that takes in the log up to a position. */
export const reachAt = async ({ store }: ReadSide, position: Position | null): Promise<Reach> => ({
  position,
  lag: await store.countAfter(position),
});

/** Looked up once for all that is read of a snapshot. */
function reachOf(side: ReadSide, snapshot: Database, position: Position | null): Promise<Reach> {
  const looked = reaches.get(snapshot) ?? new Map<Position | null, Promise<Reach>>();
  const known = looked.get(position);
  if (known !== undefined) return known;
  const reach = reachAt(side, position);
  reaches.set(snapshot, looked.set(position, reach));
  return reach;
}
