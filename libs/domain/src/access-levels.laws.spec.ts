import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentsAround } from '../test/deliveries.js';
import { PROFILES } from '../test/history.js';
import { factsFrom, losses } from '../test/losses.js';
import { answerFor } from '../test/shown.js';
import { accessLevelsAt } from './answer.js';

it('access levels asked for alone are those of the whole answer, at every moment', () => {
  const profiles = fc.subarray([...PROFILES], { minLength: 1 });
  fc.assert(
    fc.property(losses(3), profiles, (loss, asked) => {
      const facts = factsFrom(loss.kept);
      for (const at of momentsAround(facts))
        expect(accessLevelsAt(facts, new Set(asked), { productLevels: {} }, at)).toEqual(
          answerFor(facts, asked, at).accessLevels,
        );
    }),
    { numRuns: 200 },
  );
});
