import type { ApiScope, Configuration } from '@subledger/configuration';
import { type Environment, LedgerError } from '@subledger/domain';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { webhookEnvironment } from '../http/webhook-path.js';
import type { Access } from './access.js';
import { FailedAttempts } from './failed-attempts.js';
import { SecretSet } from './secret-set.js';

const BEARER = /^Bearer +(\S+) *$/i;

/** Where the credentials are presented. Wrong sandbox secrets must not limit API callers, nor the reverse. */
type Door = Environment | 'api';

type Secrets = Pick<Configuration, 'apiKeys' | 'productionSecrets' | 'sandboxSecrets'>;
type Asked = Pick<FastifyRequest, 'headers' | 'ip' | 'url'>;

/**
 * Decides who comes in. A correct key or secret always does, whatever else came from its address: Adapty's
 * webhooks share a few addresses, and behind a proxy that is not trusted everybody has the same one. Wrong ones
 * are limited by address.
 */
export class Gate {
  readonly #keys: Readonly<Record<ApiScope, SecretSet>>;
  readonly #webhookSecrets: Readonly<Record<Environment, SecretSet>>;
  readonly #failures: FailedAttempts;

  constructor(
    { apiKeys, productionSecrets, sandboxSecrets }: Secrets,
    failures: FailedAttempts = new FailedAttempts(),
  ) {
    const keysOf = (scope: ApiScope): SecretSet =>
      new SecretSet(apiKeys.filter((entry) => entry.scope === scope).map(({ key }) => key));
    this.#keys = { read: keysOf('read'), admin: keysOf('admin') };
    this.#webhookSecrets = {
      production: new SecretSet(productionSecrets),
      sandbox: new SecretSet(sandboxSecrets),
    };
    this.#failures = failures;
  }

  /** Null if the request may come in. */
  refusalOf(request: Asked, access: Exclude<Access, 'public'>): LedgerError | null {
    return access === 'webhook-secret'
      ? this.#refusalOfWebhook(request)
      : this.#refusalOfKey(request, access);
  }

  #refusalOfKey(request: Asked, needed: ApiScope): LedgerError | null {
    const presented = request.headers.authorization;
    const held = this.#scopeOf(BEARER.exec(presented ?? '')?.[1] ?? '');
    if (held === null) return this.#limited('api', request) ?? unauthorized();
    if (held === 'admin' || held === needed) return null;
    return new LedgerError('forbidden', `This needs a key of scope ${needed}.`);
  }

  #scopeOf(key: string): ApiScope | null {
    // Both are compared, so that timing does not reveal the scope either.
    const [isAdmin, isRead] = [this.#keys.admin.has(key), this.#keys.read.has(key)];
    if (isAdmin) return 'admin';
    return isRead ? 'read' : null;
  }

  /**
   * The whole `Authorization` header is the secret (Adapty's page "Set up webhook integration": nothing is added
   * to it and nothing is signed). A wrong one is never answered 401, which Adapty would treat as the end of the
   * delivery: a secret mistyped on either side must lose nothing.
   */
  #refusalOfWebhook(request: Asked): LedgerError | null {
    const environment = webhookEnvironment(request.url);
    const presented = request.headers.authorization;
    if (environment === null || environment === 'unknown') return mismatch(presented);
    if (this.#webhookSecrets[environment].has(presented ?? '')) return null;
    return this.#limited(environment, request) ?? mismatch(presented);
  }

  /** Counts credentials that were presented and wrong; a request without credentials is not a guess. */
  #limited(door: Door, { headers, ip }: Asked): LedgerError | null {
    if (headers.authorization === undefined) return null;
    const waitMs = this.#failures.count(door, ip);
    if (waitMs === 0) return null;
    return new ProblemError(
      'too-many-attempts',
      'Too many wrong keys or secrets came from this address. A correct one is still accepted.',
      { headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) } },
    );
  }
}

const unauthorized = (): LedgerError =>
  new ProblemError('unauthorized', 'Send a configured key as Authorization: Bearer key.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

const mismatch = (presented: string | undefined): LedgerError =>
  new LedgerError(
    'webhook-secret-mismatch',
    presented === undefined
      ? 'There is no Authorization header: set it in the webhook integration in Adapty.'
      : 'The Authorization header must be exactly the secret configured on this server.',
  );
