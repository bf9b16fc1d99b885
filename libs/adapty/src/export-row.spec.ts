import { describe, expect, it } from '@jest/globals';
import type { Environment, Instant } from '@subledger/domain';
import { translateRow } from './export-row.js';
import { identify, identifyRow } from './identify.js';
import type { JsonObject } from './json.js';
import { translate } from './translate.js';

/** As Adapty's page "Amazon S3" lists its columns. */
const ROW: JsonObject = {
  profile_id: 'A1B2C3D4-0000-4000-8000-000000000001',
  event_type: 'subscription_renewed',
  event_datetime: '2026-02-01 00:00:00.000000+0000',
  transaction_id: '2000000001',
  original_transaction_id: '2000000000',
  subscription_expires_at: '2026-03-01T00:00:00.000000+0000',
  environment: 'Production',
  revenue_usd: '9.99',
  proceeds_usd: '8.4915',
  net_revenue_usd: '8.4915',
  tax_amount_usd: '',
  revenue_local: '9.49',
  currency: 'EUR',
  customer_user_id: 'ana',
  store: 'app_store',
  product_id: 'pro.monthly',
  base_plan_id: '',
  profile_county: 'DE',
  store_country: '',
  cancellation_reason: '',
  integration_ids: "{'firebase': 'x'}",
};

const recorded = {
  eventId: '00000000-0000-4000-8000-000000000001',
  environment: 'production' as Environment,
  recordedAt: '2026-03-10T00:00:00.000000Z' as Instant,
};

describe('a row of an export', () => {
  it('says what its webhook would, and that it is none', () => {
    const { profile_id, customer_user_id, event_type, event_datetime, ...told } = ROW;
    const { product_id, revenue_usd, revenue_local, profile_county, ...inner } = told;
    const webhook = {
      ...{ profile_id, customer_user_id, event_type, event_datetime },
      event_properties: {
        ...inner,
        vendor_product_id: product_id,
        price_usd: revenue_usd,
        price_local: revenue_local,
        profile_country: profile_county,
      },
    } as unknown as JsonObject;
    const fact = translateRow({ ...recorded, body: ROW }, {});
    expect(fact).toEqual({ ...translate({ ...recorded, body: webhook }, {}), source: 'export' });
    expect(fact).toMatchObject({
      occurredAt: '2026-02-01T00:00:00.000000Z',
      productId: 'pro.monthly',
      country: 'DE',
      money: { usd: { price: '9.99', net: '8.4915' }, local: { price: '9.49' }, currency: 'EUR' },
      chain: { store: 'app_store', originalTransactionId: '2000000000' },
    });
    expect(fact.unreadable).toBeUndefined();
  });

  it('says nothing in its empty cells', () => {
    const empty = Object.fromEntries(Object.keys(ROW).map((column) => [column, '']));
    const body = { ...empty, event_type: 'subscription_expired' };
    expect(translateRow({ ...recorded, body }, {})).toEqual({
      ...recorded,
      type: 'subscription_expired',
      name: 'subscription_expired',
      occurredAt: recorded.recordedAt,
      source: 'export',
    });
  });
});

describe('the identity of a row', () => {
  it('is the same whatever else its cells say, and in the stream of its profile', () => {
    const { eventId, stream, statedEnvironment } = identifyRow(ROW, 'production');
    const later = {
      ...ROW,
      integration_ids: '',
      currency: 'USD',
      event_type: 'Subscription_Renewed',
    };
    expect(identifyRow(later, 'production').eventId).toBe(eventId);
    expect(stream).toBe(identify(ROW, 'production', '').stream);
    expect(statedEnvironment).toBe('production');
  });

  it.each(['profile_id', 'event_type', 'event_datetime', 'transaction_id'])(
    'is another one with another %s',
    (column) => {
      const other = { ...ROW, [column]: '2026-02-02 00:00:00.000000+0000' };
      const ids = [ROW, other].map((row) => identifyRow(row, 'production').eventId);
      expect(ids[0]).not.toBe(ids[1]);
      expect(identifyRow(ROW, 'sandbox').eventId).not.toBe(ids[0]);
    },
  );
});
