import { describe, expect, it } from '@jest/globals';
import { day, news } from '../../test/news.js';
import type { Fact } from '../fact.js';
import type { Instant } from '../instant.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const STARTED = news('subscription_started', day('01'), {
  ...{ expiresAt: day('02'), consecutivePayments: 1 },
});

/** The spans in which what is missing happened, of the findings of a kind. */
const spansOf = (kind: string, facts: readonly Fact[], at: Instant) => {
  const registers = fold(facts);
  return findingsAt(registers, subscriptionAt(registers, at), at)
    .filter((finding) => finding.kind === kind)
    .map(({ from, until }) => [from, until]);
};

describe('the span of a finding', () => {
  it('takes in the whole period whose outcome is missing: a pause or a refund came before its end', () => {
    const span = [[day('01'), day('02', '02')]];
    expect(spansOf('outcome-missing', [STARTED], day('02', '10'))).toEqual(span);
    const off = { levelId: 'premium', isActive: true, expiresAt: day('02'), willRenew: false };
    const update = news('access_level_updated', day('01', '10'), { access: off });
    expect(spansOf('outcome-missing', [STARTED, update], day('02', '10'))).toEqual(span);
  });

  it('begins where the period before the missing payment ended, and lies before the payment that tells', () => {
    const counted = { transactionId: '1002', consecutivePayments: 3 };
    const third = (startsAt: Instant): Fact =>
      news('subscription_renewed', startsAt, {
        ...counted,
        ...{ purchasedAt: startsAt, expiresAt: day('04') },
      });
    const of = (...facts: readonly Fact[]) => spansOf('payments-missing', facts, day('03', '10'));
    expect(of(STARTED, third(day('03')))).toEqual([[day('02'), day('03')]]);
    const upgraded = news('subscription_refunded', day('01', '20'), {
      cancellationReason: 'upgraded',
    });
    expect(of(STARTED, upgraded, third(day('02', '20')))).toEqual([
      [day('01', '20'), day('02', '20')],
    ]);
    expect(of(STARTED, third(day('01', '25')))).toEqual([[day('01'), day('01', '25')]]);
  });
});
