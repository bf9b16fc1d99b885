import { describe, expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import type { Fact } from './fact.js';
import { findingsAt } from './findings/findings.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const STARTED = news('subscription_started', day('01'));

const GRACE_ENDS = day('02', '17');

const after = (facts: readonly Fact[], at: Instant = day('03')) => {
  const { status, current } = subscriptionAt(fold(facts), at) ?? {};
  return [status, current?.endsAt];
};

const update = (said: Partial<Fact['access']>): Fact =>
  news('access_level_updated', day('01'), {
    access: { levelId: 'premium', isActive: true, ...said },
  });

describe('a purchase that names no end', () => {
  it.each([
    ['subscription_renewal_cancelled', day('01', '11'), day('02'), 'expired'],
    ['subscription_renewal_reactivated', day('01', '11'), day('02'), 'expired'],
    ['subscription_paused', day('01', '11'), day('02'), 'paused'],
    ['subscription_active', day('01', '11'), day('02'), 'expired'],
    ['billing_issue_detected', day('02'), day('02'), 'in_billing_retry'],
    ['entered_grace_period', day('02'), GRACE_ENDS, 'in_billing_retry'],
  ] as const)('is over when %s of its period says so', (type, at, expiresAt, status) => {
    expect(after([STARTED, news(type, at, { expiresAt })])).toEqual([status, day('02')]);
  });

  it('is over when its access update says so, if that is not for ever or in a grace period', () => {
    expect(after([STARTED, update({ expiresAt: day('02') })])).toEqual(['expired', day('02')]);
    const others = [{ isLifetime: true }, { isInGracePeriod: true }, { isActive: false }];
    for (const other of others)
      expect(after([STARTED, update({ expiresAt: day('02'), ...other })])[1]).toBeUndefined();
  });

  it('is still in the grace period after it', () => {
    const facts = [
      STARTED,
      news('billing_issue_detected', day('02'), { expiresAt: GRACE_ENDS }),
      news('entered_grace_period', day('02'), { expiresAt: GRACE_ENDS }),
    ];
    expect(after(facts, day('02', '10'))).toEqual(['in_grace_period', day('02')]);
    expect(after(facts)).toEqual(['in_billing_retry', day('02')]);
  });

  it('ends before the grace period in which it was cancelled, also if the purchase was lost', () => {
    const facts = [
      news('billing_issue_detected', day('02'), { expiresAt: GRACE_ENDS }),
      news('entered_grace_period', day('02'), { expiresAt: GRACE_ENDS }),
      news('subscription_renewal_cancelled', day('02', '05'), { expiresAt: GRACE_ENDS }),
    ];
    for (const told of [facts, [STARTED, ...facts]])
      expect(after(told, day('02', '10'))).toEqual(['in_grace_period', day('02')]);
  });

  it('runs on where a cancellation names no end either, and is told by the best of its news', () => {
    const cancelled = news('subscription_renewal_cancelled', day('01', '11'));
    expect(after([STARTED, cancelled])).toEqual(['active', undefined]);
    const timer = news('subscription_active', day('01', '08'), { expiresAt: day('02', '20') });
    const paused = news('subscription_paused', day('01', '05'), { expiresAt: day('02') });
    expect(after([STARTED, cancelled, timer, paused])).toEqual(['expired', day('02')]);
  });

  it('takes no end from news of another transaction, nor from before it was heard', () => {
    const other = { transactionId: '1001', expiresAt: day('02') };
    const cancelled = news('subscription_renewal_cancelled', day('01', '11'), other);
    const soon = day('01', '20');
    const started = { ...STARTED, eventId: 'z', transactionId: '1001' };
    expect(after([STARTED, started, cancelled], soon)[1]).toBe(day('02'));
    expect(after([STARTED, started, { ...cancelled, transactionId: '1000' }], soon)[1]).toBe(
      undefined,
    );
    expect(after([started, cancelled], day('01', '10'))[1]).toBeUndefined();
  });

  it('ends as late as a deferral says', () => {
    const cancelled = news('subscription_renewal_cancelled', day('01', '11'), {
      expiresAt: day('02'),
    });
    const deferred = news('subscription_deferred', day('01', '20'), { expiresAt: day('02', '20') });
    expect(after([STARTED, deferred])[1]).toBe(day('02', '20'));
    expect(after([STARTED, cancelled, deferred])[1]).toBe(day('02', '20'));
  });
});

describe('the end of a period', () => {
  const missing = (...facts: readonly Fact[]) => {
    const registers = fold(facts);
    const found = findingsAt(registers, subscriptionAt(registers, day('03')), day('03'));
    return found.filter(({ kind }) => kind === 'end-missing').flatMap(({ because }) => because);
  };

  it('is missing where its purchase names none and nothing else tells it', () => {
    const rule = 'end-missing';
    expect(missing(STARTED)).toEqual([{ rule, eventIds: [STARTED.eventId] }]);
    const undated = news('subscription_renewal_cancelled', day('01', '11'));
    expect(missing(STARTED, undated)).toHaveLength(1);
  });

  it('is not where the purchase or later news names it, or what came later ended the period', () => {
    const renewed = { transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') };
    expect(missing({ ...STARTED, expiresAt: day('02') })).toEqual([]);
    expect(missing(STARTED, news('billing_issue_detected', day('02')))).toEqual([]);
    expect(missing(STARTED, news('subscription_refunded', day('02')))).toEqual([]);
    expect(missing(STARTED, news('subscription_renewed', day('02'), renewed))).toEqual([]);
  });

  it('is not where it is for ever, was bought once, or could not be read, which is told already', () => {
    expect(missing(STARTED, update({ isLifetime: true }))).toEqual([]);
    expect(missing(news('non_subscription_purchase', day('01')))).toEqual([]);
    expect(missing({ ...STARTED, unreadable: ['subscription_expires_at'] })).toEqual([]);
  });
});

describe('a timer', () => {
  const RUNNING = news('subscription_active', day('01', '08'), { expiresAt: day('02') });

  it('proves the period that it names, where the purchase was lost', () => {
    expect(after([RUNNING], day('01', '10'))).toEqual(['active', day('02')]);
    expect(after([{ ...RUNNING, type: 'trial_active' }], day('01', '10'))[0]).toBe('trialing');
    expect(after([news('subscription_active', day('01', '08'))])).toEqual([undefined, undefined]);
  });

  it('says less of its end than any other news', () => {
    const failed = news('billing_issue_detected', day('01', '31'));
    const cancelled = news('subscription_renewal_cancelled', day('01', '05'), {
      expiresAt: day('01', '30'),
    });
    expect(after([RUNNING, failed])[1]).toBe(day('01', '31'));
    expect(after([RUNNING, cancelled])[1]).toBe(day('01', '30'));
    const expired = news('subscription_expired', day('01', '31'));
    expect(after([RUNNING, expired])).toEqual(['expired', day('01', '31')]);
  });

  it('changes nothing where the purchase is known', () => {
    const facts = [{ ...STARTED, expiresAt: day('01', '20') }, RUNNING];
    expect(after(facts)).toEqual(['expired', day('01', '20')]);
  });
});
