import { createHash } from 'node:crypto';
import { binaryEvent } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, BinaryEventType, EventData } from '@eventstore/db-client';
import { instantFromEpochMs, LedgerError, uuidFromHex } from '@subledger/domain';
import type { Instant } from '@subledger/domain';
import type { NewEvent, RecordedEvent } from '../event-store.js';
import { textOf } from './log-position.js';
import type { LogPosition } from './log-position.js';

/** An event as the client reads it, from a stream or from the whole log. */
export type ReadEvent = Omit<AllStreamRecordedEvent, 'position'> & {
  readonly position?: LogPosition | undefined;
};

/** Overhead beside each event: the type twice, the frame of the wrapped metadata. */
const FRAME_BYTES = 128;

/**
 * The id that the server compares: derived from the event's own id **and** its bytes. The server compares ids and
 * never content, so under the event's own id a second process that offers the same id with other bytes at the same
 * revision would be told that it is stored, and its bytes would be lost. This way it gets a conflict. The same
 * input always gives the same UUID.
 */
export const storedId = ({ id, data }: Pick<NewEvent, 'id' | 'data'>): string =>
  uuidFromHex(createHash('sha256').update(`${id}\n`).update(data).digest('hex'));

/**
 * The body as octets, so that no JSON reader on the way rewrites it; the event's own id and its metadata go side
 * by side into the metadata, which is JSON.
 */
export const toStored = (event: NewEvent): EventData<BinaryEventType> =>
  binaryEvent({
    id: storedId(event),
    type: event.type,
    data: event.data,
    metadata: { eventId: event.id, metadata: event.metadata },
  });

/** How much of the server's limit an event takes. */
export const storedBytes = ({ type, data, metadata }: NewEvent): number =>
  data.byteLength +
  Buffer.byteLength(JSON.stringify(metadata)) +
  2 * Buffer.byteLength(type) +
  FRAME_BYTES;

/** Where `write-check.ts` writes. */
export const WRITE_CHECK_STREAM = 'subledger_write_check';

/** Neither the server's own events (its streams, its links into others) nor our write checks. */
export const isOrdinary = ({ streamId, type }: Pick<ReadEvent, 'streamId' | 'type'>): boolean =>
  !streamId.startsWith('$') && !type.startsWith('$') && streamId !== WRITE_CHECK_STREAM;

/** @throws LedgerError `store-unavailable` from servers before 22.6, whose stream reads lack positions. */
export function fromStored(event: ReadEvent): RecordedEvent {
  return {
    ...identityOf(event),
    type: event.type,
    data: bytesOf(event.data),
    stream: event.streamId,
    revision: event.revision,
    position: textOf(positionOf(event)),
    storedAt: instantFromEpochMs(event.created.getTime()) ?? EPOCH,
  };
}

const EPOCH = '1970-01-01T00:00:00.000000Z' as Instant;

/** @throws LedgerError see `fromStored` */
export function positionOf({ position }: Pick<ReadEvent, 'position'>): LogPosition {
  if (position !== undefined) return position;
  throw new LedgerError(
    'store-unavailable',
    'The server gives no positions: EventStoreDB 22.6 or later is required.',
  );
}

/** An event that somebody else wrote keeps the server's id, and those parts of its metadata that are text. */
function identityOf({ id, metadata }: ReadEvent): Pick<NewEvent, 'id' | 'metadata'> {
  const { eventId, metadata: inner } = fieldsOf(metadata);
  return typeof eventId === 'string' && typeof inner === 'object'
    ? { id: eventId, metadata: textsOf(fieldsOf(inner)) }
    : { id, metadata: textsOf(fieldsOf(metadata)) };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
    ? (value as Record<string, unknown>)
    : {};

const textsOf = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** JSON that somebody else wrote was already parsed on the way. */
const bytesOf = (data: unknown): Uint8Array =>
  data instanceof Uint8Array ? data : Buffer.from(JSON.stringify(data));
