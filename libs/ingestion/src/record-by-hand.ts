import { hashBody } from '@subledger/adapty';
import { type DeliveryMetadata, LedgerError } from '@subledger/domain';
import type { EventStore, ExpectedRevision, NewEvent, RecordedEvent } from '@subledger/event-store';
import type { ByHandRequest, ByHandResult } from './by-hand.js';
import { derivedId } from './derived-id.js';

/** Each lost race means that something else was recorded for the same profile in the meantime. */
const MOST_ATTEMPTS = 10;
/** No ordinary profile has a longer stream, and reading it would hold up the request. */
const MOST_EVENTS = 100_000;

/** What to record, once it is known what the stream holds. */
export interface Draft {
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface Offer {
  readonly stream: string;
  /** What identifies a repeated request if it has no idempotency key. */
  readonly identity: readonly string[];
  /** @throws LedgerError if the content of the stream forbids it. */
  readonly draft: (held: readonly RecordedEvent[]) => Draft;
}

/**
 * Records what a person submits: once, and at the exact revision of the stream that the decision was based on, so
 * that of two corrections of one event only one is recorded.
 */
export async function recordByHand(
  store: EventStore,
  request: ByHandRequest,
  offer: Offer,
): Promise<ByHandResult> {
  const id = idOf(request, offer);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const held = await readWhole(store, offer.stream);
    const before = held.find((event) => event.id === id);
    const others = held.filter((event) => event !== before);
    const { type, data, metadata } = offer.draft(before === undefined ? held : others);
    if (before !== undefined) return repeated(before, data);
    const event: NewEvent = {
      id,
      type,
      data,
      metadata: { ...stampOf(request, data), ...metadata },
    };
    const appended = await store.append(offer.stream, revisionOf(held), [event]);
    if (appended.outcome === 'appended')
      return { outcome: 'accepted', eventId: id, position: appended.position };
  }
  throw new LedgerError(
    'store-unavailable',
    `Other processes won ${MOST_ATTEMPTS} attempts in a row to record this.`,
  );
}

function idOf({ environment, idempotencyKey }: ByHandRequest, { stream, identity }: Offer): string {
  const [kind, which] =
    idempotencyKey === undefined ? ['content', identity] : ['key', [idempotencyKey]];
  const digest = hashBody(new TextEncoder().encode(JSON.stringify(which)));
  return derivedId('by-hand', environment, stream, kind, digest);
}

/** @throws LedgerError `idempotency-key-reused` if the key came with another request. */
function repeated(before: RecordedEvent, data: Uint8Array): ByHandResult {
  if (before.metadata.bodySha256 !== hashBody(data))
    throw new LedgerError(
      'idempotency-key-reused',
      `The Idempotency-Key was used before with another request, recorded as ${before.id}.`,
    );
  return { outcome: 'duplicate', eventId: before.id, position: before.position };
}

const stampOf = (
  { environment, receivedAt }: ByHandRequest,
  data: Uint8Array,
): DeliveryMetadata => ({
  environment,
  receivedAt,
  bodySha256: hashBody(data),
  source: 'operator',
});

const revisionOf = (held: readonly RecordedEvent[]): ExpectedRevision =>
  held.at(-1)?.revision ?? 'no_stream';

async function readWhole(store: EventStore, stream: string): Promise<readonly RecordedEvent[]> {
  const held: RecordedEvent[] = [];
  for await (const event of store.readStream(stream, { limit: MOST_EVENTS })) held.push(event);
  if (held.length === MOST_EVENTS)
    throw new LedgerError('answer-too-large', `The stream has ${MOST_EVENTS} events or more.`);
  return held;
}
