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
  apply: async (transaction, events) => {
    await saveTimeline(
      transaction,
      events.filter(isTelling).flatMap((event) => translated(event, names)),
    );
  },
});

function translated(event: RecordedEvent, names: EventNames): readonly TranslatedDelivery[] {
  const { position, stream, revision, metadata } = event;
  return factsOf(event, names).map((fact) => ({
    position,
    stream,
    revision,
    bodySha256: metadata.bodySha256 ?? '',
    fact,
    subject: homeOf(fact),
  }));
}
