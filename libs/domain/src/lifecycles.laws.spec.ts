import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  announcementsOnTheirWay,
  deliver,
  faults,
  isWithin,
  momentsAround,
} from '../test/deliveries.js';
import { historyOf, type History } from '../test/history.js';
import { inPlainWords } from '../test/in-plain-words.js';
import { fromInstant } from '../test/micros.js';
import { oracleAt } from '../test/oracle.js';
import { plans } from '../test/plan.js';
import { settled, shownByDomain, shownByOracle } from '../test/shown.js';
import type { Instant } from './instant.js';

describe('composed lifecycles', () => {
  it('are answered at every instant as a naive replay of the true history answers', () => {
    fc.assert(
      fc.property(plans, faults, fc.context(), (plan, befalling, context) => {
        const history = historyOf(plan);
        context.log(inPlainWords(history));
        const facts = deliver(history.told.map(sentOf), befalling);
        const onTheirWay = announcementsOnTheirWay(history, facts);
        const moments = momentsAround(facts).filter((at) => fromInstant(at) <= history.until);
        const asked = moments.map((at) => {
          const [answer, wanted] = [shownByDomain(facts, at), shownByOracle(truthAt(history, at))];
          return isWithin(onTheirWay, at)
            ? { at, answer: settled(answer), wanted: settled(wanted) }
            : { at, answer, wanted };
        });
        const wrong = asked.filter((one) => !isDeepStrictEqual(one.answer, one.wanted));
        expect(wrong.map(({ at, answer }) => ({ at, answer }))).toEqual(
          wrong.map(({ at, wanted }) => ({ at, answer: wanted })),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

const sentOf = ({ body, draft }: History['told'][number]) => ({ body, knownFrom: draft.knownFrom });

const truthAt = (history: History, at: Instant) => {
  const heard = history.told
    .filter(({ draft }) => draft.knownFrom <= fromInstant(at))
    .toSorted((a, b) => a.draft.knownFrom - b.draft.knownFrom)
    .map(({ body }) => body);
  return oracleAt(heard, at);
};
