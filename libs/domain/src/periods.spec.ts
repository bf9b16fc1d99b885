import { expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const undated = (fact: Fact): Fact => without(fact, 'purchasedAt');

const update = (transactionId: string, occurredAt: Instant, expiresAt: Instant): Fact =>
  undated(
    news('access_level_updated', occurredAt, {
      transactionId,
      access: { levelId: 'premium', isActive: true, expiresAt },
    }),
  );

const RENEWED = news('subscription_renewed', day('02'), {
  ...{ transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') },
});

it('news of a purchase that was lost, without its date, is older than the first that is known', () => {
  const facts = [
    update('1000', day('01'), day('02')),
    undated(news('billing_issue_detected', day('01', '31'))),
    RENEWED,
    update('1001', day('02'), day('03')),
  ];
  const at = day('02', '10');
  const levels = accessLevelsAt(facts, new Set(['buyer']), { productLevels: {} }, at);
  expect(levels.get('premium')).toMatchObject({
    active: true,
    because: { rule: 'access-update-active' },
  });
  const { status, billingIssue } = subscriptionAt(fold(facts), at) ?? {};
  expect([status, billingIssue]).toEqual(['active', undefined]);
});

it('news of a purchase that was lost is about one period, whether or not it names the transaction', () => {
  const cancelled = news('subscription_renewal_cancelled', day('01', '05'), {
    expiresAt: day('12'),
  });
  const refunded = news('subscription_refunded', day('01', '20'));
  for (const facts of [
    [without(cancelled, 'transactionId'), refunded],
    [cancelled, without(refunded, 'transactionId')],
  ]) {
    const { status, periods } = subscriptionAt(fold(facts), day('06')) ?? {};
    expect([status, periods?.length]).toEqual(['revoked', 1]);
  }
});

it('a deferral moves the period that it names, and no other that began at the same moment', () => {
  const facts = [
    news('subscription_started', day('01'), { expiresAt: day('02') }),
    news('subscription_deferred', day('01', '05'), { expiresAt: day('02', '20') }),
    news('subscription_refunded', day('01', '11'), { cancellationReason: 'upgraded' }),
    news('subscription_started', day('01', '11'), {
      ...{ transactionId: '1001', expiresAt: day('02') },
    }),
  ];
  const { current, status } = subscriptionAt(fold(facts), day('02', '10')) ?? {};
  expect([current?.transactionId, current?.endsAt, status]).toEqual(['1001', day('02'), 'expired']);
});
