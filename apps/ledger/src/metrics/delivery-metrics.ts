import { Injectable } from '@nestjs/common';
import { type Environment, type ErrorCode, ENVIRONMENTS } from '@subledger/domain';
import { Counter, Registry } from 'prom-client';

const OUTCOMES = [
  'accepted',
  'duplicate',
  'conflict',
  'quarantined',
  'verification',
  'secret_mismatch',
  'too_large',
  'unavailable',
  'refused',
] as const;
type Outcome = (typeof OUTCOMES)[number];

const OUTCOME_OF_PROBLEM: Partial<Record<ErrorCode, Outcome>> = {
  'body-not-json': 'quarantined',
  'body-not-object': 'quarantined',
  'envelope-unusable': 'quarantined',
  'environment-mismatch': 'quarantined',
  'webhook-secret-mismatch': 'secret_mismatch',
  'too-many-attempts': 'secret_mismatch',
  'body-too-large': 'too_large',
  'event-too-large': 'too_large',
  'store-unavailable': 'unavailable',
  'store-full': 'unavailable',
  'shutting-down': 'unavailable',
  overloaded: 'unavailable',
  'internal-error': 'unavailable',
};

/** How many deliveries came to which end. What was not recorded is seen nowhere else. */
@Injectable()
export class DeliveryMetrics {
  readonly #deliveries: Counter<'environment' | 'outcome'>;

  constructor(registry: Registry) {
    this.#deliveries = new Counter({
      name: 'subledger_deliveries_total',
      help: 'Webhook deliveries by the environment of the address and by outcome',
      labelNames: ['environment', 'outcome'],
      registers: [registry],
    });
    // A counter that begins at zero shows its first increase to rate().
    for (const environment of ENVIRONMENTS) {
      for (const outcome of OUTCOMES) this.#deliveries.inc({ environment, outcome }, 0);
    }
  }

  count(environment: Environment, outcome: Outcome): void {
    this.#deliveries.inc({ environment, outcome });
  }

  /** A delivery that was answered with a problem; `unknown` for a mistyped address. */
  countProblem(environment: Environment | 'unknown', code: ErrorCode): void {
    this.#deliveries.inc({ environment, outcome: OUTCOME_OF_PROBLEM[code] ?? 'refused' });
  }
}
