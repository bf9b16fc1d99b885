import type { EventNames } from '@subledger/adapty';
import { homeOf } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import type { TranslatedDelivery } from '@subledger/read-models';
import { factsOf } from './delivery.js';

/** An event with all that it says; nothing where it says nothing. */
export function translated(event: RecordedEvent, names: EventNames): readonly TranslatedDelivery[] {
  const { position, stream, revision, metadata } = event;
  const [first, ...further] = factsOf(event, names).map((fact) => ({
    fact,
    subject: homeOf(fact),
  }));
  if (first === undefined) return [];
  const bodySha256 = metadata.bodySha256 ?? '';
  return [{ position, stream, revision, bodySha256, facts: [first, ...further] }];
}
