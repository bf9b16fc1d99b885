import fc from 'fast-check';
import { EVENT_TYPES } from '@subledger/domain';
import { isJsonObject, type JsonObject, type JsonValue } from '../src/json.js';
import { parseBody } from '../src/parse-body.js';

export const PROFILE = '5f0c9d3e-1b7a-4c55-9e21-0a4d7c6b8f90';
export const OTHER_PROFILE = '0b2e4f6a-8c1d-4e3f-a5b7-9d8c7b6a5f40';

/** A JSON text → its body, through the same door as a delivery. */
export function bodyOf(json: string): JsonObject {
  const parsed = parseBody(new TextEncoder().encode(json));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.body;
}

/** A renewal in our own words; `inner` and `root` replace or add fields. */
export function renewal(inner: JsonObject = {}, root: JsonObject = {}): JsonObject {
  return {
    profile_id: PROFILE,
    customer_user_id: 'reader-17',
    event_type: 'subscription_renewed',
    event_datetime: '2026-04-02T08:15:30.250000+0000',
    event_api_version: 1,
    profiles_sharing_access_level: null,
    ...root,
    event_properties: {
      profile_event_id: 'c2a1d9e4-7f36-4b08-8d15-3e9f60b7a2c1',
      profile_id: PROFILE,
      event_datetime: '2026-04-02T08:15:30.250000+0000',
      environment: 'Production',
      store: 'app_store',
      vendor_product_id: 'magazine.monthly',
      transaction_id: '2002',
      original_transaction_id: '2001',
      ...inner,
    },
  };
}

/** A renewal without one of its inner fields. */
export function renewalWithout(name: string): JsonObject {
  const body = renewal();
  const inner = isJsonObject(body.event_properties) ? body.event_properties : {};
  const rest = Object.entries(inner).filter(([key]) => key !== name);
  return { ...body, event_properties: Object.fromEntries(rest) };
}

/** Every field that the reader knows. */
const KNOWN_FIELDS = [
  'profile_id',
  'customer_user_id',
  'event_type',
  'event_datetime',
  'event_properties',
  'profiles_sharing_access_level',
  'profile_event_id',
  'environment',
  'store',
  'store_country',
  'profile_country',
  'vendor_product_id',
  'base_plan_id',
  'transaction_id',
  'original_transaction_id',
  'purchase_date',
  'original_purchase_date',
  'subscription_expires_at',
  'consecutive_payments',
  'cancellation_reason',
  'currency',
  'price_usd',
  'price_local',
  'proceeds_usd',
  'net_revenue_usd',
  'tax_amount_local',
  'profile_total_revenue_usd',
  'store_offer_category',
  'store_offer_discount_type',
  'access_level_id',
  'is_active',
  'profile_has_access_level',
  'expires_at',
  'starts_at',
  'will_renew',
  'is_lifetime',
  'is_in_grace_period',
  'is_refund',
  'billing_issue_detected_at',
  'adapty_check',
] as const;

const nested = (depth: number): JsonValue => {
  let value: JsonValue = 'inside';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
};

const hostileValue: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    '',
    ' ',
    '\u0000',
    '\ud800',
    'x\udfff',
    'GPA.0000-0000..9',
    '__proto__',
    'constructor',
    true,
    'TRUE',
    0,
    -1,
    1.5,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    '1e999999999',
    '1e-999999999',
    '9'.repeat(5000),
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59.999999-2359',
    '0000-01-01T00:00:00+0001',
    '2026-01-01T00:00:00Z',
    'Infinity',
    'NaN',
    'Production',
    'x'.repeat(10_000),
    [],
    {},
    [null, 1, 'x', [], {}, { profile_id: 7 }, { profile_id: {} }],
    bodyOf('{"__proto__":{"profile_id":"p","is_active":true},"constructor":{"prototype":1}}'),
    nested(500),
  ),
  fc.constantFrom<JsonValue>(...EVENT_TYPES),
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>,
);

const fields = fc.dictionary(fc.constantFrom(...KNOWN_FIELDS), hostileValue);

/** Bodies in an envelope's shape, with anything at all in the fields that the reader knows. */
export const hostileEnvelope: fc.Arbitrary<JsonObject> = fc
  .tuple(fields, fc.oneof(fields, hostileValue), fc.constantFrom(...EVENT_TYPES, undefined))
  .map(([root, inner, type]) => ({
    ...root,
    event_properties: inner,
    ...(type === undefined ? {} : { event_type: type }),
  }));

/** Any JSON object at all. */
export const anyObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
  .map((object) => object as JsonObject);
