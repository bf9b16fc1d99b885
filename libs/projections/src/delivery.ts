import { parseBody, translate, type EventNames } from '@subledger/adapty';
import {
  ENVIRONMENTS,
  type Environment,
  type Fact,
  type Instant,
  isInstant,
  RECORDED_TYPES,
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

/** Whether an event is a webhook that could be read, also one that contradicts another. */
export const isDelivery = ({ type }: RecordedEvent): boolean =>
  type === RECORDED_TYPES.accepted || type === RECORDED_TYPES.conflicted;

/** What a recorded delivery says, by the translator of today. */
export function factsOf(event: RecordedEvent, names: EventNames): readonly Fact[] {
  const parsed = parseBody(event.data);
  const fact = translate(
    {
      eventId: event.id,
      environment: environmentOf(event),
      recordedAt: receivedAt(event),
      body: parsed.ok ? parsed.body : {},
    },
    names,
  );
  const { conflictsWith } = event.metadata;
  return [
    {
      ...fact,
      position: event.position,
      ...(conflictsWith === undefined ? {} : { conflictsWith }),
    },
  ];
}
