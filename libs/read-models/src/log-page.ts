import { type Environment, type Position, positionSortKey, type Subject } from '@subledger/domain';
import type { Database } from './database.js';
import { textKey } from './text-key.js';
import { entryFromRow, type TimelineEntry } from './timeline.js';

export interface LogPage {
  readonly environment: Environment;
  /** Only what shows in one of their timelines; absent: everything. */
  readonly owners?: readonly Subject[];
  /** Behind this position; `newest`: the last ones, whatever there is before them. */
  readonly after: Position | null | 'newest';
  readonly limit: number;
}

/** Recorded deliveries in the log's order. */
export async function readLogPage(
  database: Database,
  { environment, owners, after, limit }: LogPage,
): Promise<readonly TimelineEntry[]> {
  const isNewest = after === 'newest';
  const behind = after === null || isNewest ? '' : positionSortKey(after);
  const direction = isNewest ? 'desc' : 'asc';
  let query = database
    .selectFrom('events')
    .select(['position', 'stream', 'revision', 'entry'])
    .where('environment', '=', environment)
    .where('position', '>', behind)
    .orderBy('position', direction)
    .limit(limit);
  if (owners !== undefined)
    query = query.where('position', 'in', (subquery) =>
      subquery
        .selectFrom('timeline')
        .select('position')
        .distinct()
        .where('environment', '=', environment)
        .where('owner', 'in', owners.map(textKey))
        .where('position', '>', behind)
        .orderBy('position', direction)
        .limit(limit),
    );
  const rows = await query.execute();
  const entries = rows.map(entryFromRow);
  return isNewest ? entries.reverse() : entries;
}
