import { expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import { findingsAt } from './findings/findings.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const AT = day('04');
const PERIODS = [
  news('subscription_started', day('01'), { expiresAt: day('02') }),
  news('subscription_renewed', day('02'), {
    transactionId: '1001',
    purchasedAt: day('02'),
    expiresAt: day('03'),
    consecutivePayments: 2,
  }),
];
const REFUND = news('subscription_refunded', day('02', '10'), {
  transactionId: '1001',
  purchasedAt: day('02'),
});

it('what was computed of some registers holds also after others were asked about', () => {
  const registers = fold([...PERIODS, REFUND]);
  const subscription = subscriptionAt(registers, AT);
  expect(subscription?.status).toBe('revoked');
  for (let other = 0; other < 10; other += 1) subscriptionAt(fold(PERIODS), AT);
  // With the periods that were computed first.
  findingsAt(registers, subscription, AT);
  expect(subscriptionAt(registers, AT)).toEqual(subscription);
});
