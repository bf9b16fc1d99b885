import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '@subledger/configuration';
import { FailedAttempts } from './failed-attempts.js';
import { Gate } from './gate.js';

const configuration = loadConfiguration({
  API_KEYS: 'plain,reader:read,boss:admin,both:read,both:admin',
  ADAPTY_PRODUCTION_SECRETS: 'old,new secret',
  ADAPTY_SANDBOX_SECRETS: 'sand',
});

interface Asked {
  readonly authorization?: string;
  readonly url?: string;
  readonly ip?: string;
}

const asking = ({ authorization, url = '/v1/x', ip = '192.0.2.1' }: Asked) => ({
  headers: authorization === undefined ? {} : { authorization },
  url,
  ip,
});

describe('an API key', () => {
  const gate = new Gate(configuration);
  it.each([
    ['read', undefined, 'unauthorized'],
    ['read', 'wrong', 'unauthorized'],
    ['read', '', 'unauthorized'],
    ['read', 'plain', null],
    ['read', 'reader', null],
    ['read', 'boss', null],
    ['admin', undefined, 'unauthorized'],
    ['admin', 'wrong', 'unauthorized'],
    ['admin', 'plain', 'forbidden'],
    ['admin', 'reader', 'forbidden'],
    ['admin', 'boss', null],
    ['admin', 'both', null],
    ['read', 'new secret', 'unauthorized'],
  ] as const)('for a route of %s, %j is answered %j', (access, key, code) => {
    const asked = asking(key === undefined ? {} : { authorization: `Bearer ${key}` });
    expect(gate.refusalOf(asked, access)?.code ?? null).toBe(code);
  });
});

describe('a webhook secret', () => {
  const gate = new Gate(configuration);
  it.each([
    ['production', 'old', null],
    ['production', 'new secret', null],
    ['production', 'sand', 'webhook-secret-mismatch'],
    ['production', 'Bearer old', 'webhook-secret-mismatch'],
    ['production', undefined, 'webhook-secret-mismatch'],
    ['sandbox', 'sand', null],
    ['sandbox', 'old', 'webhook-secret-mismatch'],
    ['elsewhere', 'old', 'webhook-secret-mismatch'],
    ['production', 'plain', 'webhook-secret-mismatch'],
  ])('at %s, %j is answered %j', (environment, secret, code) => {
    const url = `/webhooks/adapty/${environment}`;
    const asked = asking({ url, ...(secret === undefined ? {} : { authorization: secret }) });
    expect(gate.refusalOf(asked, 'webhook-secret')?.code ?? null).toBe(code);
  });
});

describe('wrong ones from one address', () => {
  const MOST = 30;
  const production = (authorization?: string, ip?: string) =>
    asking({
      url: '/webhooks/adapty/production',
      ...(authorization === undefined ? {} : { authorization }),
      ...(ip === undefined ? {} : { ip }),
    });

  it('are limited, while the right one, other doors and other addresses are not', () => {
    const gate = new Gate(configuration, new FailedAttempts(() => 0));
    const codeOf = (asked: ReturnType<typeof asking>): string | null =>
      gate.refusalOf(asked, asked.url.startsWith('/v1') ? 'read' : 'webhook-secret')?.code ?? null;
    for (let count = 0; count < MOST; count += 1)
      expect(codeOf(production(`guess ${count}`))).toBe('webhook-secret-mismatch');
    expect(codeOf(production('one more'))).toBe('too-many-attempts');
    expect(codeOf(production('old'))).toBeNull();
    expect(codeOf(production(undefined))).toBe('webhook-secret-mismatch');
    expect(codeOf(production('one more', '192.0.2.2'))).toBe('webhook-secret-mismatch');
    expect(codeOf(asking({ authorization: 'Bearer wrong' }))).toBe('unauthorized');
    expect(codeOf(asking({ authorization: 'Bearer reader' }))).toBeNull();
  });

  it('are told when to retry, with a status that does not end a delivery', () => {
    const gate = new Gate(configuration, new FailedAttempts(() => 0));
    for (let count = 0; count < MOST; count += 1) gate.refusalOf(production('x'), 'webhook-secret');
    expect(gate.refusalOf(production('x'), 'webhook-secret')).toMatchObject({
      code: 'too-many-attempts',
      headers: { 'Retry-After': '60' },
    });
  });
});
