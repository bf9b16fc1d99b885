import { type Environment, ENVIRONMENTS } from '@subledger/domain';
import { pathOf } from './path-of.js';
import type { Problem } from './problem.js';
import { PROBLEM_KINDS } from './problem-kinds.js';

const ENVIRONMENT_OF_PATH: ReadonlyMap<string, Environment> = new Map(
  ENVIRONMENTS.map((environment) => [`/webhooks/adapty/${environment}`, environment]),
);

/** The environment of a webhook's address, `unknown` for a mistyped one, null for any other path. */
export function webhookEnvironment(url: string): Environment | 'unknown' | null {
  // Called several times per webhook, and nearly all come to an address without a query.
  const exact = ENVIRONMENT_OF_PATH.get(url);
  if (exact !== undefined) return exact;
  const path = pathOf(url);
  if (!/^\/+webhooks(\/|$)/i.test(path)) return null;
  return ENVIRONMENT_OF_PATH.get(path) ?? 'unknown';
}

/** Refusals that lose nothing, because the body was stored. */
const KEPT = new Set([
  'body-not-json',
  'body-not-object',
  'envelope-unusable',
  'environment-mismatch',
]);

/**
 * A status from 200 to 404 ends a delivery for good (Adapty's page "Webhook integration"), even for a fault of
 * ours that looks like the sender's. Whatever left an event unrecorded is answered outside that range.
 */
export function retriable(problem: Problem): Problem {
  if (KEPT.has(problem.code)) return problem;
  if (problem.code === 'not-found') {
    const { status, title } = PROBLEM_KINDS['webhook-path-unknown'];
    return { ...problem, code: 'webhook-path-unknown', status, title };
  }
  const isFinal = problem.status <= 404 || problem.status === 500;
  return isFinal ? { ...problem, status: 503 } : problem;
}
