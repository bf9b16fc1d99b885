import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_KEY, ask, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(async () => {
  await ledger.remove();
});

const isPublic = (path: string): boolean =>
  /^\/(webhooks|health|docs)(\/|$)/.test(path) || path === '/openapi.json';

describe('every route', () => {
  it('asks for a key, unless it is one of those that must not', async () => {
    const guarded = ledger.routes.all.filter(
      ({ method, path }) => !isPublic(path) && method !== 'OPTIONS',
    );
    const answers = await Promise.all(
      guarded.map(async ({ method, path }) => {
        const url = `${ledger.url}${path.replaceAll(/:\w+/g, 'x')}`;
        const { status, headers } = await fetch(url, { method });
        return [method, path, status, headers.get('www-authenticate')];
      }),
    );
    expect(answers).toEqual(guarded.map(({ method, path }) => [method, path, 401, 'Bearer']));
    expect(guarded).toContainEqual({ method: 'GET', path: '/metrics' });
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
      title: 'A valid API key is needed',
      status: 401,
      detail: 'Send a configured key as Authorization: Bearer key.',
      code: 'unauthorized',
      instance: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
    });
  });

  it('tells the methods that it takes', async () => {
    const response = await fetch(`${ledger.url}/health/live`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('that does not exist is 404 and repeats nothing of its address', async () => {
    const { status, body } = await ask(ledger, '/v9/jane@example.com');
    expect([status, body.code]).toEqual([404, 'not-found']);
    expect(JSON.stringify(body)).not.toContain('jane');
  });
});

describe('the API description', () => {
  it('describes the webhooks, their secrets and their problems', async () => {
    const { body } = await ask(ledger, '/openapi.json');
    const { paths, components } = body as {
      paths: Record<string, { post?: { responses: object; security: object[] } }>;
      components: { securitySchemes: object };
    };
    const post = paths['/webhooks/adapty/production']?.post;
    expect(Object.keys(post?.responses ?? {})).toEqual(['200', '400', '413', '503']);
    expect(post?.security).toEqual([{ webhookSecret: [] }]);
    expect(Object.keys(components.securitySchemes).sort()).toEqual(['bearer', 'webhookSecret']);
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
