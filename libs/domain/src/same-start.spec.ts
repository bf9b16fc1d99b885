import { describe, expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const CHANGED_AT = day('01', '11');
const NEW = { transactionId: '1001', productId: 'plus', expiresAt: day('02') };

const OLD = news('subscription_started', day('01'), { expiresAt: day('02') });
const CANCELLED = news('subscription_renewal_cancelled', day('01', '05'));
const TAKEN_BACK = news('subscription_refunded', CHANGED_AT, { cancellationReason: 'upgraded' });
const CHANGED = news('subscription_started', CHANGED_AT, NEW);

const after = (facts: readonly Fact[], at: Instant = day('01', '20')) => {
  const { status, current, autoRenewal } = subscriptionAt(fold(facts), at) ?? {};
  return [status, current?.productId, autoRenewal?.state];
};

describe('a product that takes the place of another and keeps its dates', () => {
  it('is renewed though the other one was taken back, or cancelled before', () => {
    const renewed = ['active', 'plus', 'will_renew'];
    expect(after([OLD, TAKEN_BACK, CHANGED])).toEqual(renewed);
    expect(after([OLD, CANCELLED, TAKEN_BACK, CHANGED])).toEqual(renewed);
    expect(after([OLD, { ...TAKEN_BACK, type: 'subscription_expired' }, CHANGED])).toEqual(renewed);
  });

  it('is renewed as its own news says', () => {
    const cancelled = news('subscription_renewal_cancelled', day('01', '12'), NEW);
    const facts = [OLD, TAKEN_BACK, CHANGED, cancelled];
    expect(after(facts)).toEqual(['active', 'plus', 'will_not_renew']);
    const reactivated = news('subscription_renewal_reactivated', day('01', '13'), NEW);
    expect(after([...facts, reactivated])).toEqual(['active', 'plus', 'will_renew']);
    const refunded = news('subscription_refunded', day('01', '14'), NEW);
    expect(after([...facts, reactivated, refunded])).toEqual(['revoked', 'plus', 'will_not_renew']);
  });

  it('has no charge that failed, where only one of the other did', () => {
    const failed = news('billing_issue_detected', day('01', '10'));
    expect(after([OLD, failed, TAKEN_BACK, CHANGED], day('03'))[0]).toBe('expired');
  });

  it('is what renewal is about where nothing ended the other one', () => {
    expect(after([OLD, CANCELLED, CHANGED])).toEqual(['active', 'plus', 'will_renew']);
  });
});
