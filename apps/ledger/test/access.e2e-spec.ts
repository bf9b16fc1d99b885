import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_KEY, ask, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger({ TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(async () => {
  await ledger.remove();
});

type Access = RunningLedger['routes']['all'][number]['access'];

const ANSWERS: readonly (readonly [
  key: string | null,
  refusals: Readonly<Record<Access, number>>,
])[] = [
  [null, { public: 0, 'webhook-secret': 503, read: 401, admin: 401 }],
  [`${READ_KEY}x`, { public: 0, 'webhook-secret': 503, read: 401, admin: 401 }],
  [READ_KEY, { public: 0, 'webhook-secret': 503, read: 0, admin: 403 }],
  [ADMIN_KEY, { public: 0, 'webhook-secret': 503, read: 0, admin: 0 }],
];
const REFUSALS = new Set([401, 403, 429]);
let asked = 0;

/** The status of a refusal; 0 where the request came in, whatever was answered then. */
async function refusalOf(method: string, path: string, key: string | null): Promise<number> {
  // Everybody from an address of their own, so that wrong keys are not limited.
  const headers = {
    'X-Forwarded-For': `192.0.2.${(asked += 1) % 256}`,
    ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
  };
  const { status, body } = await fetch(`${ledger.url}${path}`, { method, headers });
  await body?.cancel();
  const isWebhook = path.startsWith('/webhooks/');
  return REFUSALS.has(status) || isWebhook ? status : 0;
}

describe('every route', () => {
  it('of the route table asks for what it declares', async () => {
    const routes = ledger.routes.all;
    for (const [key, refusals] of ANSWERS) {
      const answers = await Promise.all(
        routes.map(async ({ method, path }) => [
          method,
          path,
          await refusalOf(method, path.replaceAll(/:\w+/g, '1'), key),
        ]),
      );
      expect(answers).toEqual(
        routes.map(({ method, path, access }) => [method, path, refusals[access]]),
      );
    }
    expect(new Set(routes.map(({ access }) => access)).size).toBe(4);
  });

  it('refuses a parameter that it does not have, and does nothing then', async () => {
    const routes = ledger.routes.all.filter(({ path }) => path.startsWith('/v1/'));
    const answers = await Promise.all(
      routes.map(async ({ method, path }) => {
        const address = `${ledger.url}${path.replaceAll(/:\w+/g, '1')}?nonsense=1`;
        const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
        const answer = await fetch(address, { method, headers });
        const isTold =
          method === 'HEAD' ||
          (await answer.text()).includes('nonsense is not a parameter of this');
        return [method, path, answer.status, isTold];
      }),
    );
    expect(answers).toEqual(routes.map(({ method, path }) => [method, path, 400, true]));
    expect(routes.length).toBeGreaterThan(30);
  });

  it('of the API description is one of the table, and says the same of its access', async () => {
    const { body } = await ask(ledger, '/openapi.json');
    const documented = Object.entries(body.paths as Record<string, Record<string, Operation>>)
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, { security = [], responses }]) => ({
          method: method.toUpperCase(),
          path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
          security: security.flatMap((each) => Object.keys(each)).join(),
          tells401: '401' in responses,
          tells403: '403' in responses,
        })),
      )
      .sort(byRoute);
    const declared = ledger.routes.all
      .filter(({ method, path }) => method !== 'HEAD' && !/^\/(docs|openapi)/.test(path))
      .map(({ method, path, access }) => ({
        method,
        path,
        security: SECURITY[access],
        tells401: access === 'read' || access === 'admin',
        tells403: access === 'admin',
      }))
      .sort(byRoute);
    expect(documented).toEqual(declared);
  });

  it.each([
    ['a read key', `Bearer ${READ_KEY}`, 200],
    ['an admin key', `Bearer ${ADMIN_KEY}`, 200],
    ['a scheme in lower case', `bearer ${READ_KEY}`, 200],
    ['a key without its scheme', READ_KEY, 401],
    ['a wrong key', `Bearer ${READ_KEY}x`, 401],
    ['another scheme', `Basic ${READ_KEY}`, 401],
    ['an empty key', 'Bearer ', 401],
  ])('with %s is answered as it should be', async (_, Authorization, status) => {
    const response = await fetch(`${ledger.url}/metrics`, { headers: { Authorization } });
    expect(response.status).toBe(status);
  });

  it('answers its faults as problems', async () => {
    const { status, headers, body } = await ask(ledger, '/metrics');
    expect(status).toBe(401);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: 'urn:subledger:problem:unauthorized',
      title: 'A valid API key is required',
      status: 401,
      detail: 'Send a configured key as Authorization: Bearer key.',
      code: 'unauthorized',
      instance: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
    });
  });

  it('names the methods that it accepts', async () => {
    const response = await fetch(`${ledger.url}/health/live`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('that does not exist is 404 and repeats nothing of its address', async () => {
    const { status, body } = await ask(ledger, '/v9/jane@example.com');
    expect([status, body.code]).toEqual([404, 'not-found']);
    expect(JSON.stringify(body)).not.toContain('jane');
  });
});

interface Operation {
  readonly security?: readonly object[];
  readonly responses: object;
}

const SECURITY: Readonly<Record<Access, string>> = {
  public: '',
  'webhook-secret': 'webhookSecret',
  read: 'bearer',
  admin: 'bearer',
};

const byRoute = (a: Described, b: Described): number => (keyOf(a) < keyOf(b) ? -1 : 1);
const keyOf = ({ method, path }: Described): string => `${path} ${method}`;

interface Described {
  readonly method: string;
  readonly path: string;
}

describe('the API description', () => {
  it('describes the webhooks, their secrets and their problems', async () => {
    const { body } = await ask(ledger, '/openapi.json');
    const { paths, components } = body as {
      paths: Record<string, { post?: { responses: object; security: object[] } }>;
      components: { securitySchemes: object };
    };
    const post = paths['/webhooks/adapty/production']?.post;
    expect(Object.keys(post?.responses ?? {})).toEqual(['200', '400', '413', '429', '503']);
    expect(post?.security).toEqual([{ webhookSecret: [] }]);
    expect(Object.keys(components.securitySchemes).sort()).toEqual(['bearer', 'webhookSecret']);
  });

  it('says of each group of operations what it is', async () => {
    const { body } = await ask(ledger, '/openapi.json');
    const paths = Object.values(body.paths as Record<string, Record<string, { tags: string[] }>>);
    const used = paths.flatMap(Object.values<{ tags: string[] }>).flatMap(({ tags }) => tags);
    const described = (body.tags as { name: string }[]).map(({ name }) => name);
    expect(described.sort()).toEqual([...new Set(used)].sort());
  });

  it('has a page whose every part comes from here', async () => {
    const response = await fetch(`${ledger.url}/docs`);
    const html = await response.text();
    const parts = [...html.matchAll(/<(?:script|link)[^>]*?(?:src|href)="([^"]+)"/g)];
    expect(parts.length).toBeGreaterThanOrEqual(4);
    for (const [, part] of parts) {
      expect(new URL(part ?? '', `${ledger.url}/docs`).origin).toBe(ledger.url);
      const file = await fetch(new URL(part ?? '', `${ledger.url}/docs`));
      expect([file.status, (await file.bytes()).length > 0]).toEqual([200, true]);
    }
    // The content security policy would stop a script that stands in the page itself.
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});
