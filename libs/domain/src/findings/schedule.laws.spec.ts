import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsFrom, type Loss, losses, lossWithTwoEvidences } from '../../test/losses.js';
import { fromInstant, toInstant } from '../../test/micros.js';
import { type Instant, shift } from '../instant.js';
import { effectiveAt } from '../register.js';
import { fold, type Registers } from '../registers.js';
import { subjectOf } from '../subject.js';
import { nextChangeByClock, subscriptionAt } from '../subscription.js';
import { DELIVERY_DELAY_MS } from './finding.js';
import { findingsAt } from './findings.js';
import { momentsOfChange } from './moments-of-change.js';
import { scheduleFindings } from './schedule.js';

/** Each incomplete history is of several subjects: their registers, as they are at the end. */
const subjectsIn = (loss: Loss): readonly Registers[] =>
  [...Map.groupBy(factsFrom(loss.kept), subjectOf).values()].map(fold);

const told: fc.Arbitrary<readonly Registers[]> = losses(3).map(subjectsIn);

describe('what is known beforehand', () => {
  it('are the findings at every moment from the last news on', () => {
    fc.assert(
      fc.property(told, (subjects) => {
        for (const registers of subjects) {
          const scheduled = scheduleFindings(registers);
          for (const at of momentsFromLastNewsOn(registers)) {
            const found = findingsAt(registers, subscriptionAt(registers, at), at);
            const foreseen = scheduled.filter(
              ({ finding, disappearsAt }) =>
                finding.appearsAt <= at && (disappearsAt === null || at < disappearsAt),
            );
            expect(new Set(foreseen.map(({ finding }) => finding))).toEqual(new Set(found));
          }
        }
      }),
      { numRuns: 200, examples: [[subjectsIn(lossWithTwoEvidences())]] },
    );
  });

  it('is when a subscription turns next: until then every answer about it is the same', () => {
    fc.assert(
      fc.property(told, (subjects) => {
        for (const registers of subjects)
          for (const at of momentsFromLastNewsOn(registers)) {
            const subscription = subscriptionAt(registers, at);
            if (subscription === undefined) continue;
            const turn = nextChangeByClock(subscription, at);
            const still = turn === null ? shift(at, DELIVERY_DELAY_MS) : justBefore(turn);
            expect(subscriptionAt(registers, still)).toEqual(subscription);
          }
      }),
      { numRuns: 200 },
    );
  });
});

/** Each moment of change with what a delivery may be late, and the microseconds on both sides of it. */
function momentsFromLastNewsOn(registers: Registers): readonly Instant[] {
  const last = registers.all.at(-1);
  if (last === undefined) return [];
  return momentsOfChange(registers)
    .flatMap((moment) => [moment, shift(moment, DELIVERY_DELAY_MS)])
    .flatMap((moment) => [-1, 0, 1].map((by) => toInstant(fromInstant(moment) + by)))
    .filter((moment) => moment >= effectiveAt(last));
}

const justBefore = (moment: Instant): Instant => toInstant(fromInstant(moment) - 1);
