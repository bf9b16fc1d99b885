import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deliver,
  PRODUCTION_SECRET,
  READ_KEY,
  recordedEvents,
  type RunningLedger,
  runLedger,
  SANDBOX_SECRET,
} from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(async () => {
  await ledger.remove();
});

const newBody = (more: Record<string, unknown> = {}) => ({
  profile_id: '742e6812-bd53-5a6b-8b32-174b0b08c01e',
  event_type: 'subscription_started',
  event_properties: { profile_event_id: randomUUID(), environment: 'Production' },
  ...more,
});

const countRecorded = async () => (await recordedEvents(ledger)).length;

describe('a refusal', () => {
  it.each([
    ['no', {}],
    ['a wrong', { Authorization: 'wrong' }],
    ['a longer', { Authorization: `${PRODUCTION_SECRET}x` }],
    ['a shorter', { Authorization: PRODUCTION_SECRET.slice(0, -1) }],
    ['a prefixed', { Authorization: `Bearer ${PRODUCTION_SECRET}` }],
    ["the other environment's", { Authorization: SANDBOX_SECRET }],
    ['an API key as', { Authorization: `Bearer ${READ_KEY}` }],
  ])('of %s secret asks to come again and records nothing', async (_, headers) => {
    const before = await countRecorded();
    const response = await fetch(`${ledger.url}/webhooks/adapty/production`, {
      method: 'POST',
      body: JSON.stringify(newBody()),
      headers: headers as Record<string, string>,
    });
    const problem = (await response.json()) as Record<string, unknown>;
    expect([response.status, problem.code]).toEqual([503, 'webhook-secret-mismatch']);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(await countRecorded()).toBe(before);
  });

  it('is not made to the older of two secrets', async () => {
    const headers = { Authorization: 'an-older-secret' };
    expect((await deliver(ledger, newBody(), { headers })).body.outcome).toBe('accepted');
  });

  it('of a body over the limit records nothing', async () => {
    const before = await countRecorded();
    const { status, body } = await deliver(ledger, newBody({ note: 'x'.repeat(256 * 1024) }));
    expect([status, body.code]).toEqual([413, 'body-too-large']);
    expect(await countRecorded()).toBe(before);
  });

  it.each([
    ['POST', '/webhooks/adapty/prodution', 503, 'webhook-path-unknown'],
    ['POST', '/webhooks/adapty/production/', 503, 'webhook-path-unknown'],
    ['POST', '/WEBHOOKS/adapty/production', 503, 'webhook-path-unknown'],
    ['GET', '/webhooks', 503, 'webhook-path-unknown'],
    ['POST', '/webhooks/%zz', 503, 'invalid-request'],
    ['PUT', '/webhooks/adapty/production', 405, 'method-not-allowed'],
  ])('of %s %s never ends a delivery', async (method, path, status, code) => {
    const response = await fetch(`${ledger.url}${path}`, {
      method,
      headers: { Authorization: PRODUCTION_SECRET },
    });
    const problem = (await response.json()) as Record<string, unknown>;
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(problem.status).toBe(status);
    expect(status === 503 ? response.headers.get('retry-after') : '1').toMatch(/^\d+$/);
  });
});

describe('every delivery', () => {
  it('is counted by environment and outcome', async () => {
    const counted = await runLedger();
    try {
      const body = newBody();
      await deliver(counted, body);
      await deliver(counted, body);
      await deliver(counted, { ...body, note: 1 });
      await deliver(counted, {});
      await deliver(counted, 'x', { environment: 'sandbox' });
      await deliver(counted, body, { headers: { Authorization: 'wrong' } });
      await deliver(counted, 'x'.repeat(300_000));
      const headers = { Authorization: `Bearer ${READ_KEY}` };
      const text = await (await fetch(`${counted.url}/metrics`, { headers })).text();
      const counts = text
        .split('\n')
        .filter((line) => line.startsWith('subledger_deliveries_total') && !line.endsWith(' 0'))
        .map((line) => line.replace(/.*environment="(\w+)",outcome="(\w+)".* /, '$1 $2 '));
      expect(counts.sort()).toEqual([
        'production accepted 1',
        'production conflict 1',
        'production duplicate 1',
        'production secret_mismatch 1',
        'production too_large 1',
        'production verification 1',
        'sandbox quarantined 1',
      ]);
    } finally {
      await counted.remove();
    }
  });
});
