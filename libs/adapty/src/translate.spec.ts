import { describe, expect, it } from '@jest/globals';
import { isInstant } from '@subledger/domain';
import fc from 'fast-check';
import {
  anyObject,
  bodyOf,
  hostileEnvelope,
  OTHER_PROFILE,
  PROFILE,
  renewal,
} from '../test/bodies.js';
import { accessUpdate, EVENT_ID, factOf, RECORDED_AT } from '../test/facts.js';

describe('a fact', () => {
  it('says what the body says, in the terms of the domain', () => {
    const body = renewal({
      base_plan_id: 'p1m',
      purchase_date: '2026-04-02T08:15:30.250000+0000',
      original_purchase_date: '2026-03-02T10:15:30+0200',
      subscription_expires_at: '2026-05-02T08:15:30Z',
      cancellation_reason: 'upgraded',
      store_offer_category: 'win_back',
      store_offer_discount_type: 'pay_up_front',
      consecutive_payments: 2,
      profile_total_revenue_usd: 21.98,
      store_country: '',
      profile_country: 'pt',
      currency: 'EUR',
      price_usd: 10.99,
      proceeds_usd: '9.3415',
      net_revenue_usd: 7,
      tax_amount_usd: null,
      price_local: 9.99,
    });
    expect(factOf(body)).toEqual({
      eventId: EVENT_ID,
      environment: 'production',
      type: 'subscription_renewed',
      name: 'subscription_renewed',
      occurredAt: '2026-04-02T08:15:30.250000Z',
      recordedAt: RECORDED_AT,
      profileId: PROFILE,
      customerUserId: 'reader-17',
      chain: { store: 'app_store', originalTransactionId: '2001' },
      transactionId: '2002',
      productId: 'magazine.monthly',
      basePlanId: 'p1m',
      purchasedAt: '2026-04-02T08:15:30.250000Z',
      originallyPurchasedAt: '2026-03-02T08:15:30.000000Z',
      expiresAt: '2026-05-02T08:15:30.000000Z',
      cancellationReason: 'upgraded',
      offerCategory: 'win_back',
      offerDiscountType: 'pay_up_front',
      consecutivePayments: 2,
      profileTotalRevenueUsd: '21.98',
      country: 'PT',
      money: {
        usd: { price: '10.99', proceeds: '9.3415', net: '7' },
        local: { price: '9.99' },
        currency: 'EUR',
      },
    });
  });

  it('reads root fields where event_properties is null', () => {
    const body = {
      ...renewal({}, { store: 'stripe', transaction_id: 77 }),
      event_properties: null,
    };
    expect(factOf(body)).toMatchObject({
      profileId: PROFILE,
      occurredAt: '2026-04-02T08:15:30.250000Z',
      chain: { store: 'stripe', originalTransactionId: '77' },
    });
  });

  it("prefers the inner time and profile to the root's, and the root's to nothing", () => {
    const inner = { event_datetime: '2026-04-01T00:00:00Z', profile_id: OTHER_PROFILE };
    expect(factOf(renewal(inner))).toMatchObject({
      occurredAt: '2026-04-01T00:00:00.000000Z',
      profileId: OTHER_PROFILE,
    });
    const unreadable = { event_datetime: 'soon', profile_id: {} };
    expect(factOf(renewal(unreadable))).toMatchObject({
      occurredAt: '2026-04-02T08:15:30.250000Z',
      profileId: PROFILE,
    });
  });

  it('happened when it was recorded where no time is readable', () => {
    const body = renewal({ event_datetime: null }, { event_datetime: '2026-02-30T00:00:00Z' });
    expect(factOf(body).occurredAt).toBe(RECORDED_AT);
  });

  it('speaks of identity only under an unknown name', () => {
    const fact = factOf(renewal({ price_usd: 5, is_active: true }, { event_type: 'Fees Paid' }));
    expect(fact).toEqual({
      eventId: EVENT_ID,
      environment: 'production',
      type: 'unrecognised',
      name: 'Fees Paid',
      occurredAt: '2026-04-02T08:15:30.250000Z',
      recordedAt: RECORDED_AT,
      profileId: PROFILE,
      customerUserId: 'reader-17',
      chain: { store: 'app_store', originalTransactionId: '2001' },
      transactionId: '2002',
    });
    expect(factOf({}).name).toBe('');
  });

  it('speaks in full as soon as the name is mapped', () => {
    const body = renewal({ price_usd: 5 }, { event_type: 'Fees Paid' });
    expect(factOf(body, { 'fees paid': 'subscription_renewed' })).toMatchObject({
      type: 'subscription_renewed',
      name: 'Fees Paid',
      money: { usd: { price: '5' } },
    });
  });

  it('leaves out what is absent, null, empty or unreadable', () => {
    const silent = factOf({ event_type: 'subscription_expired' });
    const without = {
      eventId: EVENT_ID,
      environment: 'production',
      type: 'subscription_expired',
      name: 'subscription_expired',
      occurredAt: RECORDED_AT,
      recordedAt: RECORDED_AT,
    };
    expect(silent).toStrictEqual(without);
    const names = Object.keys(renewal()).filter((name) => name !== 'event_type');
    for (const nothing of [null, '', {}, []]) {
      const root = Object.fromEntries(names.map((name) => [name, nothing]));
      const inner = { currency: 'USD', price_usd: nothing, purchase_date: nothing, store: nothing };
      const body = { ...root, event_type: 'subscription_expired', event_properties: inner };
      expect(factOf(body)).toStrictEqual(without);
    }
  });
});

describe('a field that is there and cannot be read', () => {
  it.each([
    ['subscription_expires_at', '31/01/2020'],
    ['subscription_expires_at', 1_580_428_800],
    ['price_usd', 'NaN'],
    ['price_usd', { amount: 9.99 }],
    ['event_datetime', 'soon'],
    ['currency', 'Euro'],
    ['transaction_id', 1.5],
    ['profiles_sharing_access_level', 'nobody'],
  ])('is named by the fact: %s %j', (name, value) => {
    const unread = factOf(renewal({ price_usd: 5, [name]: value }, { event_datetime: null }));
    expect(unread.unreadable).toEqual([name]);
  });

  it('is named once, and only where it is read', () => {
    const both = accessUpdate(
      { expires_at: 'soon', subscription_expires_at: 'later', price_usd: 1e300 },
      { subscription_expires_at: 'never' },
    );
    expect(both.unreadable?.toSorted()).toEqual([
      'expires_at',
      'price_usd',
      'subscription_expires_at',
    ]);
    expect(factOf(renewal({ expires_at: 'soon', will_renew: 'maybe' }))).not.toHaveProperty(
      'unreadable',
    );
  });

  it('is not named where its other place says it', () => {
    const fact = factOf(renewal({ event_datetime: 'soon' }));
    expect(fact.occurredAt).toBe('2026-04-02T08:15:30.250000Z');
    expect(fact).not.toHaveProperty('unreadable');
  });

  it('is named also under an unknown name', () => {
    const body = renewal({ event_datetime: 5 }, { event_type: 'Fees Paid', event_datetime: null });
    expect(factOf(body)).toMatchObject({ type: 'unrecognised', unreadable: ['event_datetime'] });
  });
});

describe('transactions', () => {
  it.each([
    ['{"transaction_id":480002,"original_transaction_id":480001}', '480002', '480001'],
    [
      '{"transaction_id":2000000912345678902,"original_transaction_id":2000000912345678901}',
      '2000000912345678902',
      '2000000912345678901',
    ],
    [
      '{"transaction_id":"2000000912345678902","original_transaction_id":"2000000912345678901"}',
      '2000000912345678902',
      '2000000912345678901',
    ],
    [
      '{"transaction_id":"GPA.3300-1111-2222-33333..3","original_transaction_id":"GPA.3300-1111-2222-33333"}',
      'GPA.3300-1111-2222-33333..3',
      'GPA.3300-1111-2222-33333',
    ],
    ['{"transaction_id":"480002","original_transaction_id":null}', '480002', '480002'],
  ])('keep their exact digits: %s', (properties, transactionId, originalTransactionId) => {
    const fact = factOf(bodyOf(`{"event_type":"TRIAL_STARTED","event_properties":${properties}}`));
    expect(fact).toMatchObject({ type: 'trial_started', transactionId });
    expect(fact.chain).toEqual({ store: 'unknown', originalTransactionId });
  });
});

describe('money', () => {
  it('keeps seventeen digits, and is none where only a currency is said', () => {
    const json =
      '{"event_type":"subscription_renewed","event_properties":{"price_usd":8.4914999999999999,"price_local":"12","currency":"chf"}}';
    expect(factOf(bodyOf(json)).money).toEqual({
      usd: { price: '8.4914999999999999' },
      local: { price: '12' },
      currency: 'CHF',
    });
    expect(factOf(renewal({ currency: 'USD', price_usd: null })).money).toBeUndefined();
  });
});

/** Every value inside of a fact, with its name. */
const leaves = (value: object): [string, unknown][] =>
  Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
    typeof inner === 'object' && inner !== null ? leaves(inner as object) : [[name, inner]],
  );

describe('for every body', () => {
  it('a fact is told: plain, with nothing undefined, and instants that are instants', () => {
    fc.assert(
      fc.property(fc.oneof(hostileEnvelope, anyObject), (body) => {
        const fact = factOf(body);
        for (const [name, value] of leaves(fact)) {
          expect(['string', 'number', 'boolean']).toContain(typeof value);
          if (name.endsWith('At')) expect(isInstant(String(value))).toBe(true);
        }
        expect(JSON.parse(JSON.stringify(fact))).toEqual(fact);
        expect(factOf(body)).toEqual(fact);
      }),
      { numRuns: 3000 },
    );
  });

  it('fields of a __proto__ are none of the body', () => {
    const json =
      '{"event_type":"access_level_updated","event_properties":{"__proto__":{"access_level_id":"archive","is_active":true,"profile_id":"p"}}}';
    const fact = factOf(bodyOf(json));
    expect(fact).not.toHaveProperty('access');
    expect(fact).not.toHaveProperty('profileId');
  });

  it('depth does not matter', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    const json = `{"event_type":"trial_started","profile_id":${deep},"event_properties":{"store":${deep}}}`;
    expect(factOf(bodyOf(json)).type).toBe('trial_started');
  });
});
