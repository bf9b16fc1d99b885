import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BEGINNING, toInstant } from '../../test/micros.js';
import type { Fact } from '../fact.js';
import { type MovedMoney, revenueDiffers } from './revenue-differs.js';

const PROFILE = 'somebody';
const MOMENT = toInstant(BEGINNING);

const told = (total: string): Fact => ({
  eventId: '00000000-0000-8000-8000-000000000001',
  environment: 'production',
  type: 'subscription_renewed',
  name: 'subscription_renewed',
  occurredAt: MOMENT,
  recordedAt: MOMENT,
  profileId: PROFILE,
  profileTotalRevenueUsd: total,
});

/** Powers of two: each selection of the lines has a sum of its own. */
const line = fc
  .record({
    usd: fc.integer({ min: 0, max: 9 }).map((power) => 2 ** power),
    isRefund: fc.boolean(),
  })
  .map(({ usd, isRefund }): MovedMoney => ({
    kind: isRefund ? 'refund' : 'charge',
    profileId: PROFILE,
    occurredAt: MOMENT,
    money: { usd: { price: String(isRefund ? -usd : usd) } },
  }));

/** The rows of a read model come in the order of its keys, those of another one in that of their recording. */
it('finds the same in whatever order the money is told, however much moved at one moment', () => {
  fc.assert(
    fc.property(
      fc
        .array(line, { minLength: 5, maxLength: 12 })
        .chain((lines) =>
          fc.tuple(
            fc.constant(lines),
            fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
          ),
        ),
      fc.integer({ min: 0, max: 1023 }),
      ([lines, shuffled], total) => {
        const find = (money: readonly MovedMoney[]) =>
          revenueDiffers([told(String(total))], money, PROFILE, MOMENT);
        expect(find(shuffled)).toEqual(find(lines));
      },
    ),
    { numRuns: 2000 },
  );
});
