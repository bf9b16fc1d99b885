import { isUuid, LedgerError } from '@subledger/domain';
import type { ExpectedRevision, NewEvent } from './event-store.js';

/** Below the 1 MiB that EventStoreDB accepts in one append, so that both adapters refuse the same events. */
export const DEFAULT_MAX_EVENT_BYTES = 1_000_000;

const MAX_EVENTS = 1_000;
const MAX_NAME_LENGTH = 1_000;
/** Control characters end a text early in some stores; half a surrogate pair has no UTF-8. */
const UNSTORABLE = /[\p{Control}\p{Surrogate}]/u;

/** An event whose metadata is already the JSON text that is stored. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: string;
}

/** An append that passed every check that does not need the log. */
export interface AppendRequest {
  readonly stream: string;
  /** The revision that the first event gets. */
  readonly firstRevision: bigint;
  readonly events: readonly EncodedEvent[];
  /** Data and metadata of all events. */
  readonly bytes: number;
}

/** One event to append at the stream's end, once. */
export interface AppendOnceRequest extends Omit<AppendRequest, 'firstRevision'> {
  readonly firstRevision: 'next';
}

/**
 * The checks that every adapter makes before it writes.
 *
 * @throws LedgerError `invalid-request`, `event-too-large`.
 */
export function checkAppend(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
  maxEventBytes: number,
): AppendRequest {
  checkStreamName(stream);
  if (expected !== 'no_stream' && expected < 0n) refuse('An expected revision is never negative.');
  if (events.length === 0) refuse('An append needs at least one event.');
  if (events.length > MAX_EVENTS) refuse(`An append holds at most ${MAX_EVENTS} events.`);
  if (new Set(events.map((event) => event.id)).size < events.length) {
    refuse('An append holds each event id only once.');
  }

  const encoded = events.map(encode);
  return {
    stream,
    firstRevision: expected === 'no_stream' ? 0n : expected + 1n,
    events: encoded,
    bytes: boundedBytes(encoded, maxEventBytes),
  };
}

/** The same for `appendOnce`, which every webhook passes through: without the checks that only a list needs. */
export function checkAppendOnce(
  stream: string,
  event: NewEvent,
  maxEventBytes: number,
): AppendOnceRequest {
  checkStreamName(stream);
  const events = [encode(event)];
  return { stream, firstRevision: 'next', events, bytes: boundedBytes(events, maxEventBytes) };
}

function boundedBytes(events: readonly EncodedEvent[], maxEventBytes: number): number {
  const bytes = events.reduce((sum, event) => sum + bytesOf(event), 0);
  if (bytes <= maxEventBytes) return bytes;
  throw new LedgerError(
    'event-too-large',
    `${bytes} bytes of data and metadata exceed the limit of ${maxEventBytes}.`,
  );
}

/** @throws LedgerError `invalid-request` */
export function checkStreamName(stream: string): void {
  checkName('A stream name', stream);
  if (stream.startsWith('$'))
    refuse('A stream name must not begin with $: such names are reserved.');
}

function encode({ id, type, data, metadata }: NewEvent): EncodedEvent {
  if (!isUuid(id) || id !== id.toLowerCase()) refuse('An event id must be a UUID in lower case.');
  checkName('An event type', type);
  return { id, type, data, metadata: JSON.stringify(metadata) };
}

function checkName(what: string, text: string): void {
  if (text === '' || text.length > MAX_NAME_LENGTH || UNSTORABLE.test(text)) {
    refuse(
      `${what} must have 1 to ${MAX_NAME_LENGTH} characters, none of them a control character.`,
    );
  }
}

const bytesOf = (event: EncodedEvent): number =>
  event.data.byteLength + Buffer.byteLength(event.metadata);

function refuse(message: string): never {
  throw new LedgerError('invalid-request', message);
}
