import type { EventNames } from '@subledger/adapty';
import { saveFacts } from '@subledger/read-models';
import { factsOf, isTelling } from './delivery.js';
import { deriveFrom } from './derived.js';
import type { Projection } from './projection.js';
import { translationOf } from './translation.js';

/**
 * Facts by subject, and who holds what: everything that an answer is computed from, with the money and findings
 * derived from it.
 */
export const lifecycle = (names: EventNames): Projection => ({
  name: 'lifecycle',
  version: 1,
  translation: translationOf(names),
  bulkWay: 'subjects',
  apply: async (transaction, events) => {
    const facts = events.filter(isTelling).flatMap((event) => factsOf(event, names));
    await deriveFrom(transaction, await saveFacts(transaction, facts));
  },
});
