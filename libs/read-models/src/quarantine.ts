import {
  type Environment,
  type Instant,
  type Position,
  positionFromSortKey,
  positionSortKey,
} from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { positionKey } from './position-key.js';
import { storedText, textFromStored, textKey } from './text-key.js';
import type { QuarantineRow } from './tables.js';

/** A delivery that was stored whole although no event could be read from it. */
export interface QuarantinedDelivery {
  readonly eventId: string;
  readonly environment: Environment;
  readonly position: Position;
  readonly stream: string;
  /** The stable code of the error. */
  readonly reason: string;
  readonly detail: string;
  readonly recordedAt: Instant;
  readonly bodySha256: string;
  readonly bodyBytes: number;
  /** The event that it was recorded as when it was retried; null as long as it cannot be read. */
  readonly recordedAs: string | null;
}

export async function saveQuarantined(
  transaction: Database,
  deliveries: readonly Omit<QuarantinedDelivery, 'recordedAs'>[],
): Promise<void> {
  for (const rows of inChunks(deliveries))
    await transaction
      .insertInto('quarantine')
      .values(
        rows.map((delivery) => ({
          environment: delivery.environment,
          position: positionSortKey(delivery.position),
          event_id: delivery.eventId,
          stream: delivery.stream,
          reason: delivery.reason,
          detail: storedText(delivery.detail),
          recorded_at: delivery.recordedAt,
          body_sha256: delivery.bodySha256,
          body_bytes: delivery.bodyBytes,
          recorded_as: null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Records which events quarantined deliveries became in the end. */
export async function markRecorded(
  transaction: Database,
  retried: readonly { readonly quarantinedId: string; readonly eventId: string }[],
): Promise<void> {
  for (const { quarantinedId, eventId } of retried)
    await transaction
      .updateTable('quarantine')
      .set({ recorded_as: eventId })
      .where('event_id', '=', quarantinedId)
      .execute();
}

/** Quarantined deliveries in the log's order, after a position. */
export async function readQuarantine(
  database: Database,
  page: { environment: Environment; after: Position | null; limit: number },
): Promise<readonly QuarantinedDelivery[]> {
  const rows = await database
    .selectFrom('quarantine')
    .selectAll()
    .where('environment', '=', page.environment)
    .where('position', '>', positionKey(page.after))
    .orderBy('position')
    .limit(page.limit)
    .execute();
  return rows.map(deliveryFromRow);
}

/** One quarantined delivery by its event id. */
export async function findQuarantined(
  database: Database,
  eventId: string,
): Promise<QuarantinedDelivery | undefined> {
  const row = await database
    .selectFrom('quarantine')
    .selectAll()
    .where('event_id', '=', textKey(eventId))
    .executeTakeFirst();
  return row && deliveryFromRow(row);
}

const deliveryFromRow = (row: QuarantineRow): QuarantinedDelivery => ({
  eventId: row.event_id,
  environment: row.environment as Environment,
  position: positionFromSortKey(row.position),
  stream: row.stream,
  reason: row.reason,
  detail: textFromStored(row.detail),
  recordedAt: row.recorded_at as Instant,
  bodySha256: row.body_sha256,
  bodyBytes: row.body_bytes,
  recordedAs: row.recorded_as,
});
