import { expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const undated = (fact: Fact): Fact =>
  Object.fromEntries(
    Object.entries(fact).filter(([name]) => name !== 'purchasedAt'),
  ) as unknown as Fact;

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
