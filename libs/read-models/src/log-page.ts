import {
  comparePositions,
  type Environment,
  type Position,
  positionSortKey,
} from '@subledger/domain';
import type { Database } from './database.js';
import { entryFromRow, readEntries, type TimelineEntry } from './timeline.js';

export interface LogPage {
  readonly environment: Environment;
  /** Only these positions; absent: everything. */
  readonly only?: readonly Position[];
  /** Behind this position; `newest`: the last ones, whatever there is before them. */
  readonly after: Position | null | 'newest';
  readonly limit: number;
}

/** Recorded deliveries in the log's order. */
export async function readLogPage(
  database: Database,
  { environment, only, after, limit }: LogPage,
): Promise<readonly TimelineEntry[]> {
  const isNewest = after === 'newest';
  const behind = after === null || isNewest ? '' : positionSortKey(after);
  if (only !== undefined) {
    const places = only.filter((position) => positionSortKey(position) > behind);
    const sorted = places.sort(comparePositions);
    const some = isNewest ? sorted.slice(-limit) : sorted.slice(0, limit);
    return readEntries(database, environment, some);
  }
  const rows = await database
    .selectFrom('events')
    .selectAll()
    .where('environment', '=', environment)
    .where('position', '>', behind)
    .orderBy('position', isNewest ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  const entries = rows.map(entryFromRow);
  return isNewest ? entries.reverse() : entries;
}
