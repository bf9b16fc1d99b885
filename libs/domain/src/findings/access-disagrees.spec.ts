import { describe, expect, it } from '@jest/globals';
import { day, news } from '../../test/news.js';
import type { Fact } from '../fact.js';
import type { Instant } from '../instant.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const update = (transactionId: string, purchasedAt: Instant, expiresAt: Instant): Fact =>
  news('access_level_updated', purchasedAt, {
    ...{ transactionId, purchasedAt },
    access: { levelId: 'premium', isActive: true, expiresAt },
  });

/** The purchase of February was lost, and the access update of March. */
const registers = fold([
  news('subscription_started', day('01'), { expiresAt: day('02') }),
  update('1000', day('01'), day('02')),
  update('1001', day('02'), day('03')),
  news('subscription_renewed', day('03'), {
    ...{ transactionId: '1002', purchasedAt: day('03'), expiresAt: day('04') },
  }),
]);

const disagreements = (at: Instant) =>
  findingsAt(registers, subscriptionAt(registers, at), at)
    .filter(({ kind }) => kind === 'access-disagrees')
    .map(({ from, missing }) => [from, missing.sentence]);

describe('a disagreement on access', () => {
  it('is told from when it began', () => {
    const sentence = 'The subscription is expired, yet an access update gives access.';
    expect(disagreements(day('02', '10'))).toEqual([[day('02'), sentence]]);
  });

  it('that turns round is another one, for which no update can be late yet', () => {
    expect(disagreements(day('03'))).toEqual([]);
    const sentence = 'The subscription is active, yet no access update gives access.';
    expect(disagreements(day('03', '02'))).toEqual([[day('03'), sentence]]);
  });
});
