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
        for (const at of momentsAround(facts)) {
          if (fromInstant(at) > history.until) break;
          const wanted = shownByOracle(oracleAt(heardBy(history, at), at));
          const answer = shownByDomain(facts, at);
          if (isWithin(onTheirWay, at))
            expect([at, settled(answer)]).toEqual([at, settled(wanted)]);
          else expect([at, answer]).toEqual([at, wanted]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const sentOf = ({ body, draft }: History['told'][number]) => ({ body, knownFrom: draft.knownFrom });

const heardBy = (history: History, at: Instant) =>
  history.told
    .filter(({ draft }) => draft.knownFrom <= fromInstant(at))
    .toSorted((a, b) => a.draft.knownFrom - b.draft.knownFrom)
    .map(({ body }) => body);
