import type { EventNames } from '@subledger/adapty';
import { homeOf } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { saveTimeline, type TranslatedDelivery } from '@subledger/read-models';
import { factsOf, isTelling } from './delivery.js';
import type { Projection } from './projection.js';
import { translationOf } from './translation.js';

/** Every recorded delivery, by its id and in the log's order, with what it says. */
export const timeline = (names: EventNames): Projection => ({
  name: 'timeline',
  version: 1,
  translation: translationOf(names),
  bulkWay: 'events',
  apply: async (transaction, events) => {
    await saveTimeline(
      transaction,
      events.filter(isTelling).flatMap((event) => translated(event, names)),
    );
  },
});

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
