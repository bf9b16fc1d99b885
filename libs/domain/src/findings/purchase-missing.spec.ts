import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../../test/news.js';
import type { Fact } from '../fact.js';
import { moneyAt, revenueUsd } from '../money.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const AT = day('01', '20');

const STARTED = news('subscription_started', day('01'), {
  ...{ expiresAt: day('02'), money: { usd: { price: '10' } } },
});

const REFUND = news('subscription_refunded', day('01', '10'), { money: { usd: { price: '12' } } });
const UNNAMED = without(REFUND, 'transactionId', 'purchasedAt');

/** What the facts leave of the money, and which purchases they prove to be missing. */
const told = (...facts: readonly Fact[]) => {
  const registers = fold(facts);
  const missing = findingsAt(registers, subscriptionAt(registers, AT), AT).filter(
    ({ kind }) => kind === 'purchase-missing',
  );
  return [
    revenueUsd(moneyAt(registers, AT)),
    missing.flatMap(({ because, from }) => [...because.eventIds, from]),
  ];
};

describe('a refund, and the purchase that it takes back', () => {
  it('that is recorded is not missing, however the refund names it', () => {
    expect(told(STARTED, REFUND)).toEqual(['0', []]);
    expect(told(STARTED, without(REFUND, 'transactionId'))).toEqual(['0', []]);
    expect(told(STARTED, { ...REFUND, transactionId: '999' })).toEqual(['0', []]);
    expect(told(STARTED, UNNAMED)).toEqual(['0', []]);
    const unnamed = without(STARTED, 'transactionId');
    expect(told(unnamed, without(REFUND, 'purchasedAt'))).toEqual(['0', []]);
  });

  it('that was lost is missing where money is taken off all the same', () => {
    expect(told(REFUND)).toEqual(['-12', [REFUND.eventId, day('01')]]);
    expect(told(UNNAMED)).toEqual(['-12', [UNNAMED.eventId, undefined]]);
    const another = { ...without(REFUND, 'purchasedAt'), transactionId: '999' };
    expect(told(STARTED, another)).toEqual(['-2', [another.eventId, day('01')]]);
  });

  it('that later news proves is missing once, by that news', () => {
    const cancelled = news('subscription_renewal_cancelled', day('01', '05'), {
      expiresAt: day('02'),
    });
    expect(told(cancelled, UNNAMED)).toEqual(['-12', [cancelled.eventId, day('01')]]);
  });

  it('that belongs to no chain can be any of its profile', () => {
    expect(told(without(UNNAMED, 'chain'))).toEqual(['-12', []]);
  });
});
