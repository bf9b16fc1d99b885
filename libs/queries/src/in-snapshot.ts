import type { Position } from '@subledger/domain';
import { type Database, readSnapshot } from '@subledger/read-models';
import { askBegun, NOT_BEGUN } from './begun.js';
import type { Freshness } from './freshness.js';
import { earlierOf } from './log-order.js';
import type { Reach, ReadModelName, ReadSide } from './read-side.js';

/**
 * Reads within one snapshot, so that what is read fits the checkpoint that the answer states: that of the projection
 * which is furthest behind.
 *
 * @param projections those that are read.
 * @param read is told that checkpoint; null before the first event.
 * @param database where long questions have connections of their own, those.
 * @throws LedgerError see `askBegun`.
 */
export async function inSnapshot<T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Freshness,
  read: (snapshot: Database, position: Position | null) => Promise<T>,
  database: Database = side.readModels.reader,
): Promise<{ readonly found: T; readonly reach: Reach }> {
  const { found, position, of } = await askBegun(side, projections, freshness, (mustHaveBegun) =>
    readSnapshot(database, async (snapshot, reachedBy) => {
      const position = furthestBehind(projections.map(reachedBy));
      if (mustHaveBegun && position === null) return NOT_BEGUN;
      return { found: await read(snapshot, position), position, of: snapshot };
    }),
  );
  return { found, reach: await reachOf(side, of, position) };
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
