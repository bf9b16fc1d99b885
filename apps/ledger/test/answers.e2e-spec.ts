import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTHORIZED } from './purchase.js';
import { ask, deliver, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(async () => {
  await ledger.remove();
});

const body = () => ({
  customer_user_id: 'answered',
  profile_id: 'd3b07384-d113-4c6e-a5a4-1e9f0c1f7a01',
  event_type: 'subscription_started',
  event_properties: { profile_event_id: randomUUID() },
});

/** What a scanner looks for, on an answer of any kind. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-permitted-cross-domain-policies': 'none',
};

describe('every answer', () => {
  it.each([
    ['/health/live', 200],
    ['/metrics', 401],
    ['/v1/customers/nobody', 404],
    ['/v1/findings', 200],
    ['/no/such/address', 404],
    ['/webhooks/adapty/production', 405],
    ['/openapi.json', 200],
  ])('at %s has the headers of a server that gives nothing away', async (path, status) => {
    const headers = path === '/metrics' ? {} : AUTHORIZED;
    const answer = await fetch(`${ledger.url}${path}?environment=production`, { headers });
    await answer.body?.cancel();
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject(HEADERS);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    for (const telling of ['server', 'x-powered-by', 'access-control-allow-origin'])
      expect(answer.headers.get(telling)).toBeNull();
  });

  it('that can be compared may be kept by the asker alone', async () => {
    await deliver(ledger, body());
    const path = '/v1/customers/answered?environment=production&minPosition=1';
    const { status, headers } = await ask(ledger, path, AUTHORIZED);
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  });

  it('has the id of its request, which is in the problem as well', async () => {
    const brought = '0123456789abcdef0123456789abcdef';
    const { headers, body: problem } = await ask(ledger, '/metrics', { 'X-Request-Id': brought });
    expect(headers.get('x-request-id')).toBe(brought);
    expect(problem.instance).toBe(`urn:subledger:request:${brought}`);
  });

  it('has a different id from the invalid one', async () => {
    const { headers, body: problem } = await ask(ledger, '/metrics', { 'X-Request-Id': 'a b"c' });
    const id = headers.get('x-request-id') ?? '';
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(problem.instance).toBe(`urn:uuid:${id}`);
  });
});

/** The statuses of `count` tries, one after another. */
async function tries(count: number, ask: () => Promise<Response>): Promise<number[]> {
  const statuses: number[] = [];
  for (let made = 0; made < count; made += 1) {
    const { status, body: content } = await ask();
    await content?.cancel();
    statuses.push(status);
  }
  return statuses;
}

describe('wrong ones from one address', () => {
  it('are limited by the ledger, and lock nobody out', async () => {
    const limited = await runLedger();
    try {
      const wrong = { Authorization: 'wrong' };
      const post = (): Promise<Response> =>
        fetch(`${limited.url}/webhooks/adapty/production`, {
          method: 'POST',
          headers: wrong,
          body: '{}',
        });
      const statuses = await tries(40, post);
      expect(statuses).toEqual([...Array<number>(30).fill(503), ...Array<number>(10).fill(429)]);
      const refused = await deliver(limited, body(), { headers: wrong });
      expect(refused.body.code).toBe('too-many-attempts');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await deliver(limited, body())).body.outcome).toBe('accepted');
      expect((await deliver(limited, {}, { environment: 'sandbox' })).status).toBe(200);
      expect((await ask(limited, '/metrics', wrong)).status).toBe(401);
    } finally {
      await limited.remove();
    }
  });

  it('are told apart by X-Forwarded-For only where a proxy is trusted', async () => {
    const [trusting, plain] = [await runLedger({ TRUSTED_PROXIES: '127.0.0.0/8' }), ledger];
    try {
      const statusesOf = async ({ url }: RunningLedger): Promise<number[]> => {
        let address = 0;
        return tries(40, () => {
          address += 1;
          const headers = {
            Authorization: `Bearer ${READ_KEY}x`,
            'X-Forwarded-For': `192.0.2.${address}`,
          };
          return fetch(`${url}/v1/events`, { headers });
        });
      };
      expect(await statusesOf(trusting)).toEqual(Array<number>(40).fill(401));
      expect((await statusesOf(plain)).at(-1)).toBe(429);
    } finally {
      await trusting.remove();
    }
  });
});
