import type { EventNames } from '@subledger/adapty';
import { saveTimeline } from '@subledger/read-models';
import { factsOf, isTelling } from './delivery.js';
import type { Projection } from './projection.js';
import { translatedDelivery } from './translated-delivery.js';
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
      events.filter(isTelling).flatMap((event) => translatedDelivery(event, factsOf(event, names))),
    );
  },
});
