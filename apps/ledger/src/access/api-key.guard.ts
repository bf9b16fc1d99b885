import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type ApiScope, Configuration } from '@subledger/configuration';
import { LedgerError } from '@subledger/domain';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { IS_PUBLIC, SCOPE } from './access.decorators.js';
import { SecretSet } from './secret-set.js';

const BEARER = /^Bearer +(\S+) *$/i;

/** Stands before every route: whatever is not declared public needs a key, and the key the scope. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #keys: Readonly<Record<ApiScope, SecretSet>>;

  constructor(reflector: Reflector, { apiKeys }: Configuration) {
    this.#reflector = reflector;
    const keysOf = (scope: ApiScope): SecretSet =>
      new SecretSet(apiKeys.filter((entry) => entry.scope === scope).map(({ key }) => key));
    this.#keys = { read: keysOf('read'), admin: keysOf('admin') };
  }

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.#reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const needed =
      this.#reflector.getAllAndOverride<ApiScope | undefined>(SCOPE, targets) ?? 'read';
    const held = this.#scopeOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (held === 'admin' || held === needed) return true;
    throw new LedgerError('forbidden', `This needs a key of scope ${needed}.`);
  }

  /** @throws ProblemError `unauthorized` */
  #scopeOf(request: FastifyRequest): ApiScope {
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '';
    // Both are asked, so that the time tells nothing of the scope either.
    const [isAdmin, isRead] = [this.#keys.admin.has(key), this.#keys.read.has(key)];
    if (isAdmin) return 'admin';
    if (isRead) return 'read';
    throw new ProblemError('unauthorized', 'Send a configured key as Authorization: Bearer key.', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
}
