import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../../test/news.js';
import { type Fact, UNKNOWN_STORE } from '../fact.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const AT = day('01', '20');

const NOWHERE = { chain: { store: UNKNOWN_STORE, originalTransactionId: '1000' } };

const STARTED = news('subscription_started', day('01'), { ...NOWHERE, expiresAt: day('02') });
const REFUND = news('subscription_refunded', day('01', '10'), NOWHERE);
const REMOVAL = news('access_level_updated', day('01', '11'), {
  ...NOWHERE,
  access: { levelId: 'premium', isActive: false },
});

const missing = (...facts: readonly Fact[]) => {
  const registers = fold(facts);
  return findingsAt(registers, subscriptionAt(registers, AT), AT)
    .filter(({ kind }) => kind === 'store-missing')
    .map(({ because, missing: { types, count } }) => [because.eventIds, types, count]);
};

describe('the store of an event', () => {
  it('is missing where it names a transaction, and no store’s chain has its purchase', () => {
    const refund = [[REFUND.eventId], ['subscription_refunded'], 1];
    const removal = [[REMOVAL.eventId], ['access_level_updated'], 1];
    expect(missing(REFUND)).toEqual([refund]);
    expect(missing(REFUND, REMOVAL)).toEqual([refund, removal]);
  });

  it('is not where its purchase names none either: they belong together', () => {
    expect(missing(STARTED, REFUND, REMOVAL)).toEqual([]);
    const coins = news('non_subscription_purchase', day('01'), NOWHERE);
    expect(missing(coins, { ...REFUND, type: 'non_subscription_purchase_refunded' })).toEqual([]);
  });

  it('is not where it is named, there is no transaction, or nobody knows what the event is', () => {
    expect(missing({ ...REFUND, ...news('subscription_refunded', day('01')) })).toEqual([]);
    expect(missing(without(REMOVAL, 'chain', 'transactionId'))).toEqual([]);
    expect(missing({ ...REFUND, type: 'unrecognised' })).toEqual([]);
  });
});
