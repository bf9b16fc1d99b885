import {
  type Environment,
  type Instant,
  type Position,
  positionFromSortKey,
  positionSortKey,
  type Subject,
} from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { textKey } from './text-key.js';

/** How a recorded delivery shows in a timeline. */
export interface TimelineEntry {
  readonly eventId: string;
  readonly environment: Environment;
  readonly position: Position;
  readonly stream: string;
  readonly revision: bigint;
  /** A conflicting delivery has another event's identity and another body; it is shown and never projected. */
  readonly kind: 'event' | 'unrecognised' | 'conflict';
  /** The event's name as it came. */
  readonly name: string;
  /** The name in our terms, where it is known. */
  readonly type?: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly profileId?: string;
  readonly customerUserId?: string;
  readonly store?: string;
  readonly originalTransactionId?: string;
  readonly transactionId?: string;
  readonly productId?: string;
  readonly conflictsWith?: string;
  readonly bodySha256: string;
}

/** Adds entries, each to the timelines of its owners. */
export async function saveTimeline(
  transaction: Database,
  entries: readonly { readonly entry: TimelineEntry; readonly owners: readonly Subject[] }[],
): Promise<void> {
  for (const rows of inChunks(entries))
    await transaction
      .insertInto('events')
      .values(rows.map(({ entry }) => eventRow(entry)))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const owned = entries.flatMap(({ entry, owners }) =>
    owners.map((owner) => ({
      environment: entry.environment,
      owner: textKey(owner),
      position: positionSortKey(entry.position),
    })),
  );
  for (const rows of inChunks(owned))
    await transaction
      .insertInto('timeline')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

export interface TimelinePage {
  readonly environment: Environment;
  readonly owners: readonly Subject[];
  readonly after: Position | null;
  readonly limit: number;
}

/** The entries of all owners in the log's order, after a position. */
export async function readTimeline(
  database: Database,
  page: TimelinePage,
): Promise<readonly TimelineEntry[]> {
  if (page.owners.length === 0) return [];
  const rows = await database
    .selectFrom('events')
    .select(['position', 'stream', 'revision', 'entry'])
    .where('environment', '=', page.environment)
    .where('position', 'in', (subquery) =>
      subquery
        .selectFrom('timeline')
        .select('position')
        .distinct()
        .where('environment', '=', page.environment)
        .where('owner', 'in', page.owners.map(textKey))
        .where('position', '>', page.after === null ? '' : positionSortKey(page.after))
        .orderBy('position')
        .limit(page.limit),
    )
    .orderBy('position')
    .execute();
  return rows.map(entryFromRow);
}

/** One recorded delivery by its event id. */
export async function findEvent(
  database: Database,
  eventId: string,
): Promise<TimelineEntry | undefined> {
  const row = await database
    .selectFrom('events')
    .select(['position', 'stream', 'revision', 'entry'])
    .where('event_id', '=', textKey(eventId))
    .executeTakeFirst();
  return row && entryFromRow(row);
}

const eventRow = ({ position, stream, revision, ...entry }: TimelineEntry) => ({
  environment: entry.environment,
  event_id: entry.eventId,
  position: positionSortKey(position),
  stream,
  revision: String(revision),
  kind: entry.kind,
  name: JSON.stringify(entry.name),
  recorded_at: entry.recordedAt,
  entry: JSON.stringify(entry),
});

export function entryFromRow(row: {
  position: string;
  stream: string;
  revision: string;
  entry: string;
}): TimelineEntry {
  return {
    ...(JSON.parse(row.entry) as Omit<TimelineEntry, 'position' | 'stream' | 'revision'>),
    position: positionFromSortKey(row.position),
    stream: row.stream,
    revision: BigInt(row.revision),
  };
}
