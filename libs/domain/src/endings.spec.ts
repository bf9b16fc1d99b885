import { describe, expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import type { Fact } from './fact.js';
import { flowAt } from './flow.js';
import type { Instant } from './instant.js';
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

describe('an expiry without a purchase date', () => {
  const expiry = (occurredAt: Instant): Fact =>
    leavingOut(news('subscription_expired', occurredAt), 'purchasedAt');

  it('ends nothing that runs, of another transaction than it names, whose purchase was lost', () => {
    expect(after(RENEWED, expiry(day('02')))).toEqual(['active', 'will_renew']);
    expect(after(RENEWED, expiry(day('02', '10')))).toEqual(['active', 'will_renew']);
    const withoutEnd = leavingOut(RENEWED, 'expiresAt');
    expect(after(withoutEnd, expiry(day('02')))).toEqual(['active', 'will_renew']);
  });

  it('cuts none of these short either, as the documented flow tells it', () => {
    const [registers, at] = [fold([RENEWED, expiry(day('02', '10'))]), day('02', '11')];
    const subscription = subscriptionAt(registers, at);
    expect(subscription && flowAt(registers, subscription, at).deviation).toBe(
      'expiry-without-cancellation',
    );
  });

  it('leaves a trial that it does not name alone, and the renewal of it', () => {
    const trial = { ...RENEWED, type: 'trial_started' as const };
    expect(after(trial, { ...expiry(day('02')), type: 'trial_expired' })).toEqual([
      'trialing',
      'will_renew',
    ]);
  });

  it('is the end of a chain whose latest period was over by then', () => {
    const expired = { ...expiry(day('03')), transactionId: '1002' };
    const found = subscriptionAt(fold([RENEWED, expired]), day('03', '10'));
    expect(found?.because.rule).toBe('expiry-reported');
    expect(found?.autoRenewal?.state).toBe('will_not_renew');
  });

  it('ends what ran where it names none, or where that names none', () => {
    const at = day('02', '10');
    expect(after(RENEWED, leavingOut(expiry(at), 'transactionId'))).toEqual([
      'expired',
      'will_not_renew',
    ]);
    expect(after(leavingOut(RENEWED, 'transactionId'), expiry(at))).toEqual([
      'expired',
      'will_not_renew',
    ]);
  });
});
