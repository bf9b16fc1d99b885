import { gzipSync } from 'node:zlib';
import type { Draw } from './draw.js';
import { hostileText } from './hostile-texts.js';

const UUID = '0b9a1ae2-5c1f-4f0e-9a57-3c1d6f2b7e10';

/** A correct webhook, whose fields are then corrupted. */
const WEBHOOK = {
  profile_id: UUID,
  customer_user_id: 'fuzz',
  event_type: 'subscription_renewed',
  event_datetime: '2026-01-01T00:00:00.000000+0000',
  event_properties: {
    profile_event_id: UUID,
    environment: 'Production',
    store: 'app_store',
    vendor_product_id: 'pro.monthly',
    transaction_id: '1',
    original_transaction_id: '1',
    purchase_date: '2026-01-01T00:00:00.000000+0000',
    subscription_expires_at: '2026-02-01T00:00:00.000000+0000',
    consecutive_payments: 1,
    price_usd: 9.99,
    access_level_id: 'premium',
    profiles_sharing_access_level: [{ profile_id: UUID, customer_user_id: 'other' }],
  },
};

const EVENT_TYPES = [
  'subscription_started',
  'subscription_renewed',
  'subscription_expired',
  'subscription_refunded',
  'access_level_updated',
  'non_subscription_purchase',
  '__proto__',
];

const DEPTH = 50_000;
const MEGABYTE = 1024 * 1024;

/** A JSON value of any kind, as text: some of them could not be written as JavaScript values. */
function hostileValue(draw: Draw): string {
  const kinds: readonly (() => string)[] = [
    () => JSON.stringify(hostileText(draw)),
    () => draw.of(['null', 'true', 'false', '0', '-0', '-1', '1e999', '-1e999', '1e-999']),
    () => draw.of(['0.1', '1'.repeat(400), `0.${'3'.repeat(400)}`, '12345678901234567890.123']),
    () => draw.of(['[]', '{}', '[[[]]]', '{"":""}', '[null]', '{"__proto__":{"x":1}}']),
    () => `[${'{"a":'.repeat(200)}1${'}'.repeat(200)}]`,
    () => String.raw`"\ud800"`,
    () => String.raw`"\u0000"`,
  ];
  return draw.of(kinds)();
}

/** The webhook with some of its fields replaced, left out, or duplicated. */
function spoiltWebhook(draw: Draw): string {
  const properties = Object.entries(WEBHOOK.event_properties).flatMap((field) =>
    spoiltField(field, draw),
  );
  const fields = Object.entries({ ...WEBHOOK, event_type: draw.of(EVENT_TYPES) }).flatMap(
    ([name, value]) =>
      name === 'event_properties' && draw.chance(90)
        ? [`"event_properties":{${properties.join(',')}}`]
        : spoiltField([name, value], draw),
  );
  return `{${fields.join(',')}}`;
}

function spoiltField([name, value]: readonly [string, unknown], draw: Draw): string[] {
  const told = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  if (draw.chance(75)) return [told];
  if (draw.chance(25)) return [];
  const spoilt = `${JSON.stringify(draw.chance(10) ? '__proto__' : name)}:${hostileValue(draw)}`;
  return draw.chance(30) ? [told, spoilt] : [spoilt];
}

const BODIES: readonly ((draw: Draw) => string | Buffer)[] = [
  () => '',
  () => '{}',
  () => '[]',
  () => 'null',
  () => '"text"',
  () => '{"hold":true}',
  () => '{"hold":"true","__proto__":{"hold":true}}',
  () => '{"eventId":"00000000-0000-0000-0000-000000000000"}',
  () => '{"constructor":{"prototype":{"polluted":true}}}',
  () => '\ufeff{}',
  () => '{"a":1,"a":2}',
  () => '['.repeat(DEPTH),
  () => `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  () => `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`,
  () => `{"event_type":"x","n":${'9'.repeat(100_000)}}`,
  () => Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  () => Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
  () => Buffer.alloc(64),
  () => gzipSync(Buffer.alloc(10 * MEGABYTE)),
  (draw) => draw.bytes(draw.below(2_000)),
  hostileValue,
];

/** The percentage of cases that send ten megabytes; each takes as long as hundreds of others. */
const HUGE_PERCENT = 0.5;

/** A body for any route: a webhook that is not quite right, or something else altogether. */
export function hostileBody(draw: Draw): Buffer {
  if (draw.chance(HUGE_PERCENT))
    return Buffer.from(`{"event_type":"${'x'.repeat(10 * MEGABYTE)}"}`);
  if (draw.chance(50)) return Buffer.from(spoiltWebhook(draw));
  const body = draw.of(BODIES)(draw);
  return typeof body === 'string' ? Buffer.from(body) : body;
}
