import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Told } from '../test/history.js';
import { everFound, factsFrom, isHarmless, type Loss, losses, rareLosses } from '../test/losses.js';
import { OWED, UNOBSERVABLE } from '../test/unobservable.js';

const EXCUSES = { ...OWED, ...UNOBSERVABLE };

/** The first entry of the tables that excuses a lost event. */
const excuseOf = (lost: Told, loss: Loss): string | undefined =>
  Object.keys(EXCUSES).find((name) => EXCUSES[name]?.(lost, loss));

const isFound = (loss: Loss): boolean => everFound(factsFrom(loss.kept), loss.history).length > 0;

describe('lost events', () => {
  it('are found by later evidence, or make no answer wrong, or nothing could show them', () => {
    fc.assert(
      fc.property(losses(1), (loss) => {
        const isExcused = loss.lost.every((lost) => excuseOf(lost, loss) !== undefined);
        expect(isExcused || isFound(loss) || isHarmless(loss)).toBe(true);
      }),
      { numRuns: 1000 },
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

  it('need every entry of the tables of what is not found', () => {
    const unused = new Set(Object.keys(EXCUSES));
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
