import { parseBody, translate, type EventNames } from '@subledger/adapty';
import {
  ENVIRONMENTS,
  type Environment,
  type Fact,
  type Instant,
  isInstant,
} from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';

/** The environment that a delivery was recorded for. */
export function environmentOf(event: RecordedEvent): Environment {
  const stated = event.metadata.environment;
  const environment = ENVIRONMENTS.find((one) => one === stated);
  if (environment === undefined)
    throw new Error(`Event ${event.id} was recorded for no environment that we know.`);
  return environment;
}

/** When a delivery was received: stamped once, at recording. */
export function receivedAt(event: RecordedEvent): Instant {
  const stamp = event.metadata.receivedAt;
  return stamp !== undefined && isInstant(stamp) ? stamp : event.storedAt;
}

/** What a recorded delivery says, by the translator of today. */
export function factOf(event: RecordedEvent, names: EventNames): Fact {
  const parsed = parseBody(event.data);
  return translate(
    {
      eventId: event.id,
      environment: environmentOf(event),
      recordedAt: receivedAt(event),
      body: parsed.ok ? parsed.body : {},
    },
    names,
  );
}
