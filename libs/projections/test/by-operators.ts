import { randomUUID } from 'node:crypto';
import { hashBody, streamOfProfile, writeByHand } from '@subledger/adapty';
import { RECORDED_TYPES } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import type { WebhookBody } from '@subledger/flows';

/** A body that was recorded, and the id of its event. */
export interface Told {
  readonly body: WebhookBody;
  readonly eventId: string;
}

const RECEIVED_AT = '2030-01-01T00:00:00.000000Z';

/**
 * Records whatever a person can record about some events: the first is taken back, the second replaced by what another
 * chain of transactions says, and their customer annotated; one delivery is quarantined, and read after all; and two rows of
 * an export are loaded, of an event whose webhook is recorded and of one whose is not.
 */
export async function recordByOperators(store: EventStore, [first, second]: [Told, Told]) {
  const signed = { by: 'ana', why: 'The store was wrong.', scope: 'admin' };
  const add = (type: string, stream: string, data: Uint8Array, more = {}): Promise<string> =>
    append(store, stream, { type, data, more });
  const correct = async ({ body, eventId }: Told, replacement: string | null) => {
    const supersedes = { eventId, body: JSON.stringify(body) };
    const data = writeByHand({ ...signed, supersedes, replacement });
    await add(RECORDED_TYPES.superseded, streamOf(body), data, { supersedes: eventId });
  };
  await correct(first, null);
  await correct(second, JSON.stringify(elsewhere(second.body)));
  const note = { by: 'ana', text: 'A good customer.', scope: 'admin', customerUserId: 'c' };
  const profileId = String(second.body.profile_id);
  const { eventId } = second;
  const annotation = writeByHand({ ...note, profileId, eventId });
  await add(RECORDED_TYPES.annotated, streamOf(second.body), annotation);
  const broken = new TextEncoder().encode('{"event_type":');
  const reason = { reason: 'body-not-json', detail: 'The body is not valid JSON.' };
  const kept = await add(RECORDED_TYPES.quarantined, 'quarantine_production', broken, reason);
  await add(RECORDED_TYPES.quarantined, 'quarantine_production', broken, reason);
  const read = bytesOf(elsewhere(first.body));
  await add(RECORDED_TYPES.accepted, streamOf(first.body), read, { quarantinedAs: kept });
  const exported = { source: 'export' };
  for (const row of [rowOf(second.body), { ...rowOf(second.body), transaction_id: 'lost' }])
    await add(RECORDED_TYPES.accepted, streamOf(second.body), bytesOf(row), exported);
}

const bytesOf = (row: object): Uint8Array => new TextEncoder().encode(JSON.stringify(row));

/** The event's cells beside those of its envelope, as in an export. */
const rowOf = ({ event_properties: properties, ...envelope }: WebhookBody): object => ({
  ...(properties as object),
  ...envelope,
});

const streamOf = ({ profile_id: profile }: WebhookBody): string =>
  streamOfProfile('production', String(profile));

/** The same body about another transaction: of another subject. */
const elsewhere = (body: WebhookBody): object => ({
  ...body,
  event_properties: {
    ...(body.event_properties as object),
    transaction_id: 'elsewhere',
    original_transaction_id: 'elsewhere',
  },
});

async function append(
  store: EventStore,
  stream: string,
  { type, data, more }: { type: string; data: Uint8Array; more: object },
): Promise<string> {
  const id = randomUUID();
  const bodySha256 = hashBody(data);
  const stamp = { environment: 'production', receivedAt: RECEIVED_AT, bodySha256 };
  const metadata = { ...stamp, source: 'operator', ...more };
  await store.appendOnce?.(stream, { id, type, data, metadata });
  return id;
}
