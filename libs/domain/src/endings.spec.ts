import { describe, expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import type { Fact } from './fact.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const RENEWED = news('subscription_renewed', day('02'), {
  ...{ transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') },
});

const leavingOut = (fact: Fact, ...properties: readonly (keyof Fact)[]): Fact =>
  Object.fromEntries(
    Object.entries(fact).filter(([name]) => !properties.some((one) => one === name)),
  ) as unknown as Fact;

const REFUND = leavingOut(news('subscription_refunded', day('02', '10')), 'purchasedAt');

const after = (...facts: readonly Fact[]) => {
  const { status, autoRenewal } = subscriptionAt(fold(facts), day('02', '11')) ?? {};
  return [status, autoRenewal?.state];
};

describe('a refund without a purchase date', () => {
  it('takes back the transaction that it names', () => {
    expect(after(RENEWED, { ...REFUND, transactionId: '1001' })).toEqual([
      'revoked',
      'will_not_renew',
    ]);
  });

  it('takes nothing back of another one, whose purchase was lost', () => {
    expect(after(RENEWED, REFUND)).toEqual(['active', 'will_renew']);
  });

  it('takes back what ran where it names none, or where that names none', () => {
    expect(after(RENEWED, leavingOut(REFUND, 'transactionId'))).toEqual([
      'revoked',
      'will_not_renew',
    ]);
    expect(after(leavingOut(RENEWED, 'transactionId'), REFUND)).toEqual([
      'revoked',
      'will_not_renew',
    ]);
  });
});
