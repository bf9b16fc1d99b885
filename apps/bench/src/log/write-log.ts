import { hashBody, identify } from '@subledger/adapty';
import { type DeliveryMetadata, instantFromEpochMs, RECORDED_TYPES } from '@subledger/domain';
import { type EventStore, openSqliteEventStore, type NewEvent } from '@subledger/event-store';
import { bodyOf } from '../lifecycles/body.js';
import { type LifecycleEvent, lifecycleEvents } from '../lifecycles/events.js';

export interface LogRequest {
  readonly seed: number;
  readonly events: number;
  readonly signal: AbortSignal;
  /** Called now and then with how many events are written. */
  readonly onProgress?: (written: number) => void;
}

/** Appends under way at once, so that the store commits them in large groups. */
const APPENDS_AT_ONCE = 1_000;

/** Writes the events as the ledger would have recorded them, through the store that it records with. */
export async function writeLog(
  file: string,
  { seed, events, signal, onProgress = () => undefined }: LogRequest,
): Promise<void> {
  const store = await openSqliteEventStore({ file });
  try {
    let waiting: Promise<void>[] = [];
    let written = 0;
    for (const event of lifecycleEvents(seed, events)) {
      waiting.push(append(store, event));
      if (waiting.length < APPENDS_AT_ONCE) continue;
      await Promise.all(waiting);
      signal.throwIfAborted();
      written += waiting.length;
      waiting = [];
      onProgress(written);
    }
    await Promise.all(waiting);
  } finally {
    await store.close();
  }
}

async function append(store: EventStore, event: LifecycleEvent): Promise<void> {
  const body = bodyOf(event.life, event.place);
  const data = Buffer.from(JSON.stringify(body));
  const bodySha256 = hashBody(data);
  const { eventId, stream } = identify(body, 'production', bodySha256);
  const metadata: DeliveryMetadata = {
    environment: 'production',
    receivedAt: receiptOf(event),
    bodySha256,
    source: 'webhook',
  };
  const recorded: NewEvent = { id: eventId, type: RECORDED_TYPES.accepted, data, metadata };
  const { outcome } = await store.append(stream, revisionBefore(event), [recorded]);
  if (outcome !== 'appended')
    throw new Error(`Event ${event.place} of ${stream} was not appended.`);
}

/** A stream belongs to a profile, and a profile to one life. */
function revisionBefore({ life, place }: LifecycleEvent): bigint | 'no_stream' {
  const profile = life.happenings[place]?.profile;
  const before = life.happenings.slice(0, place).filter((one) => one.profile === profile).length;
  return before === 0 ? 'no_stream' : BigInt(before - 1);
}

/** Deliveries take 5 to 60 s (Adapty's page "Webhook integration"). */
function receiptOf({ life, place, atMs }: LifecycleEvent) {
  const delayMs = 5_000 + ((life.customer.number * 31 + place * 7) % 55) * 1_000;
  const receivedAt = instantFromEpochMs(atMs + delayMs);
  if (receivedAt === null) throw new RangeError(`${atMs} is no instant.`);
  return receivedAt;
}
