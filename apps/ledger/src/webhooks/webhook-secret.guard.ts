import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { type Environment, LedgerError } from '@subledger/domain';
import type { FastifyRequest } from 'fastify';
import { SecretSet } from '../access/secret-set.js';
import { webhookEnvironment } from '../http/webhook-path.js';

/**
 * Lets in who sends one of the environment's secrets as the whole `Authorization` header (Adapty's page
 * "Set up webhook integration": nothing is added to it and nothing is signed).
 *
 * Anything else is 503 and not 401, which Adapty would take for the end of the delivery: a secret that was
 * mistyped on either side must lose nothing.
 */
@Injectable()
export class WebhookSecretGuard implements CanActivate {
  readonly #secrets: Readonly<Record<Environment, SecretSet>>;

  constructor({ productionSecrets, sandboxSecrets }: Configuration) {
    this.#secrets = {
      production: new SecretSet(productionSecrets),
      sandbox: new SecretSet(sandboxSecrets),
    };
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const environment = webhookEnvironment(request.url);
    const presented = request.headers.authorization;
    const isKnown =
      environment !== null &&
      environment !== 'unknown' &&
      this.#secrets[environment].has(presented ?? '');
    if (isKnown) return true;
    throw new LedgerError(
      'webhook-secret-mismatch',
      presented === undefined
        ? 'There is no Authorization header: set it in the integration in Adapty.'
        : 'The Authorization header must be exactly the secret that this server is configured with.',
    );
  }
}
