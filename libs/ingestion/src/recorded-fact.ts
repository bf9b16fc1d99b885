import { type EventNames, parseBody, translate, translateRow } from '@subledger/adapty';
import { type Environment, type Fact, RECORDED_TYPES } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';

/** What a recorded webhook or row says, by the names that are in force; undefined for what is neither. */
export function factOf(
  { id, type, data, metadata, storedAt }: RecordedEvent,
  environment: Environment,
  names: EventNames,
): Fact | undefined {
  if (type !== RECORDED_TYPES.accepted) return undefined;
  const parsed = parseBody(data);
  if (!parsed.ok) return undefined;
  const delivery = { eventId: id, environment, recordedAt: storedAt, body: parsed.body };
  return (metadata.source === 'export' ? translateRow : translate)(delivery, names);
}
