import {
  type Instant,
  type Position,
  positionFromSortKey,
  positionSortKey,
} from '@subledger/domain';
import type { Database } from '../database.js';
import { storedText, textFromStored } from '../text-key.js';

/** An event that an operator let a build skip. The next rebuild tries it again. */
export interface SkippedEvent {
  readonly eventId: string;
  readonly position: Position;
  readonly reason: string;
  readonly skippedAt: Instant;
}

export async function skipEvent(
  transaction: Database,
  build: number,
  event: SkippedEvent,
): Promise<void> {
  await transaction
    .insertInto('skipped_events')
    .values({
      build,
      event_id: event.eventId,
      position: positionSortKey(event.position),
      reason: storedText(event.reason),
      skipped_at: event.skippedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function listSkipped(
  database: Database,
  build: number,
): Promise<readonly SkippedEvent[]> {
  const rows = await database
    .selectFrom('skipped_events')
    .selectAll()
    .where('build', '=', build)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    position: positionFromSortKey(row.position),
    reason: textFromStored(row.reason),
    skippedAt: row.skipped_at as Instant,
  }));
}
