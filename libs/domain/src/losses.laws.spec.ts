import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Told } from '../test/history.js';
import {
  everFound,
  factsFrom,
  isHarmless,
  type Loss,
  losses,
  lossShownByTimer,
  rareLosses,
} from '../test/losses.js';
import { UNOBSERVABLE } from '../test/unobservable.js';

/** The first entry of the table that excuses a lost event. */
const excuseOf = (lost: Told, loss: Loss): string | undefined =>
  Object.keys(UNOBSERVABLE).find((name) => UNOBSERVABLE[name]?.(lost, loss));

const isFound = (loss: Loss): boolean => everFound(factsFrom(loss.kept), loss.history).length > 0;

describe('lost events', () => {
  it('are found by later evidence, or make no answer wrong, or nothing could show them', () => {
    fc.assert(
      fc.property(losses(1), (loss) => {
        const isExcused = loss.lost.every((lost) => excuseOf(lost, loss) !== undefined);
        expect(isExcused || isFound(loss) || isHarmless(loss)).toBe(true);
      }),
      { numRuns: 1000, examples: [[lossShownByTimer()]] },
    );
  });

  it('are named by the finding: of one type that it asks for, in its chain', () => {
    fc.assert(
      fc.property(losses(1), (loss) => {
        const found = everFound(factsFrom(loss.kept), loss.history);
        fc.pre(found.length > 0);
        const [lost] = loss.lost;
        const fits = found.filter(
          ({ missing, chain, kind }) =>
            missing.types.some((type) => type === lost?.draft.type) &&
            (kind === 'revenue-differs' ||
              chain?.originalTransactionId === lost?.draft.properties.original_transaction_id),
        );
        expect(fits).not.toEqual([]);
      }),
      { numRuns: 1000, examples: [[lossShownByTimer()]] },
    );
  });

  it('are found no more once they arrive, however many', () => {
    fc.assert(
      fc.property(losses(3), (loss) => {
        expect(everFound(factsFrom([...loss.kept, ...loss.lost]), loss.history)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('need every entry of the table of what is not found', () => {
    const unused = new Set(Object.keys(UNOBSERVABLE));
    const samples = fc.sample(losses(1), { seed: 20_260_101, numRuns: 6000 });
    for (const loss of [...rareLosses(), ...samples]) {
      const excuse = loss.lost[0] && excuseOf(loss.lost[0], loss);
      if (excuse === undefined || !unused.has(excuse)) continue;
      if (!isFound(loss) && !isHarmless(loss)) unused.delete(excuse);
      if (unused.size === 0) break;
    }
    expect([...unused]).toEqual([]);
  });
});
