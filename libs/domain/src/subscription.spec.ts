import { describe, expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const LATER = { transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') };

const RENEWED = news('subscription_renewed', day('02'), LATER);

const CANCELLED = news('subscription_renewal_cancelled', day('02', '10'), LATER);

const EXPIRED = news('subscription_expired', day('03'), LATER);

const after = (facts: readonly Fact[], at: Instant = day('06')) => {
  const found = subscriptionAt(fold(facts), at);
  const levels = accessLevelsAt(facts, new Set(['buyer']), { productLevels: {} }, at);
  return [found?.status, found?.because.rule, levels.get('premium')?.active ?? false];
};

describe('a period that names no end', () => {
  const STARTED = news('subscription_started', day('01'));

  it('runs until it is renewed, and not again when the renewal is over', () => {
    expect(after([STARTED])).toEqual(['active', 'period-running', true]);
    expect(after([STARTED, RENEWED], day('02', '10'))).toEqual(['active', 'period-running', true]);
    expect(after([STARTED, RENEWED])).toEqual(['expired', 'period-over', false]);
    expect(after([STARTED, RENEWED, CANCELLED, EXPIRED])).toEqual([
      'expired',
      'expiry-reported',
      false,
    ]);
  });

  it('nor when a charge failed after it, or the renewal was refunded', () => {
    const failed = news('billing_issue_detected', day('03'), LATER);
    expect(after([STARTED, RENEWED, failed])).toEqual([
      'in_billing_retry',
      'billing-retry-running',
      false,
    ]);
    const refunded = news('subscription_refunded', day('02', '10'), LATER);
    expect(after([STARTED, RENEWED, refunded])).toEqual(['revoked', 'period-refunded', false]);
    expect(
      after([news('trial_started', day('01')), { ...RENEWED, type: 'trial_converted' }, refunded]),
    ).toEqual(['revoked', 'period-refunded', false]);
  });

  it('is over too where only the news of a later one came, and its purchase was lost', () => {
    expect(after([STARTED, EXPIRED])).toEqual(['expired', 'expiry-reported', false]);
  });
});

describe('a period inside of which another was bought', () => {
  const YEARLY = news('subscription_started', day('01'), { expiresAt: day('12') });

  it('is not current again when that one is over, though its refund was lost', () => {
    expect(after([YEARLY, RENEWED], day('02', '10'))).toEqual(['active', 'period-running', true]);
    expect(after([YEARLY, RENEWED, CANCELLED, EXPIRED])).toEqual([
      'expired',
      'expiry-reported',
      false,
    ]);
  });

  it('is not either where that one is only proved by later news, and its purchase was lost too', () => {
    expect(after([YEARLY, EXPIRED])).toEqual(['expired', 'expiry-reported', false]);
    expect(after([YEARLY, CANCELLED, EXPIRED])).toEqual(['expired', 'expiry-reported', false]);
    const refunded = news('subscription_refunded', day('02', '10'), LATER);
    expect(after([YEARLY, refunded])).toEqual(['revoked', 'period-refunded', false]);
  });

  it('goes on until that one begins', () => {
    const announced = { ...RENEWED, occurredAt: day('01', '31'), recordedAt: day('01', '31') };
    expect(after([YEARLY, announced], day('01', '31'))).toEqual(['active', 'period-running', true]);
  });
});
