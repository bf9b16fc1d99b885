import {
  comparePositions,
  type Environment,
  type Position,
  positionSortKey,
} from '@subledger/domain';
import type { Database } from './database.js';
import { positionKey } from './position-key.js';
import { entryFromRow, readEntries, type TimelineEntry } from './timeline.js';

export interface LogSpan {
  readonly environment: Environment;
  /** Only these positions; absent: everything. */
  readonly only?: readonly Position[];
  /** After this position; `newest`: the last ones, whatever comes before them. */
  readonly after: Position | null | 'newest';
  /** Up to and including this position. */
  readonly upTo: Position;
  readonly limit: number;
}

export interface LogPage {
  readonly entries: readonly TimelineEntry[];
  /**
   * The position after which to continue; null if nothing follows. It may have no entry: the event there was
   * skipped.
   */
  readonly next: Position | null;
}

/** Recorded deliveries in the log's order. */
export const readLogPage = (database: Database, span: LogSpan): Promise<LogPage> =>
  span.only === undefined ? readAny(database, span) : readOnly(database, span, span.only);

async function readOnly(
  database: Database,
  { environment, after, upTo, limit }: LogSpan,
  only: readonly Position[],
): Promise<LogPage> {
  const [behind, end] = [keyBefore(after), positionSortKey(upTo)];
  const places = only
    .filter((position) => isBetween(positionSortKey(position), behind, end))
    .sort(comparePositions);
  const some = after === 'newest' ? places.slice(-limit) : places.slice(0, limit);
  return {
    entries: await readEntries(database, environment, some),
    next: (some.at(-1) === places.at(-1) ? null : some.at(-1)) ?? null,
  };
}

async function readAny(
  database: Database,
  { environment, after, upTo, limit }: LogSpan,
): Promise<LogPage> {
  const rows = await database
    .selectFrom('events')
    .selectAll()
    .where('environment', '=', environment)
    .where('position', '>', keyBefore(after))
    .where('position', '<=', positionSortKey(upTo))
    .orderBy('position', after === 'newest' ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  const entries = rows.map(entryFromRow);
  if (after === 'newest') return { entries: entries.reverse(), next: null };
  return { entries, next: (entries.length < limit ? null : entries.at(-1)?.position) ?? null };
}

const keyBefore = (after: LogSpan['after']): string =>
  positionKey(after === 'newest' ? null : after);

const isBetween = (key: string, behind: string, end: string): boolean => key > behind && key <= end;
