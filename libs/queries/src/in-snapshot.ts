import type { Position } from '@subledger/domain';
import { type Database, readSnapshot } from '@subledger/read-models';
import { askBegun, NOT_BEGUN } from './begun.js';
import type { Freshness } from './freshness.js';
import type { Reach, ReadModelName, ReadSide } from './read-side.js';

/**
 * Reads within one snapshot, so that what is read fits the checkpoint that the answer states: the lifecycle's.
 *
 * @param projections those that are read; the lifecycle is one of them.
 * @param database where long questions have connections of their own, those.
 * @throws LedgerError see `askBegun`.
 */
export async function inSnapshot<T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Freshness,
  read: (snapshot: Database) => Promise<T>,
  database: Database = side.readModels.reader,
): Promise<{ readonly found: T; readonly reach: Reach }> {
  const { found, position, of } = await askBegun(side, projections, freshness, (mustHaveBegun) =>
    readSnapshot(database, async (snapshot, reachedBy) => {
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
