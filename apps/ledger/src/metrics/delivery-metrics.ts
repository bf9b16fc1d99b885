import { readEventType } from '@subledger/adapty';
import { Injectable } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { type Environment, type ErrorCode, ENVIRONMENTS } from '@subledger/domain';
import { Counter, Registry } from 'prom-client';
import { DeliveryClock } from './delivery-clock.js';

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

/** Adapty need not send these again, yet no answer changes. */
const WITHOUT_EFFECT = ['duplicate', 'conflict', 'quarantined', 'verification'] as const;
const isWithoutEffect = (outcome: Outcome): outcome is (typeof WITHOUT_EFFECT)[number] =>
  (WITHOUT_EFFECT as readonly string[]).includes(outcome);

/** Counts what became of deliveries. What was not recorded shows nowhere else. */
@Injectable()
export class DeliveryMetrics {
  readonly #deliveries: Counter<'environment' | 'outcome'>;
  readonly #withoutEffect: Counter<'environment' | 'reason'>;
  readonly #clock: DeliveryClock;
  readonly #names: Configuration['eventNames'];

  constructor(registry: Registry, clock: DeliveryClock, { eventNames }: Configuration) {
    this.#clock = clock;
    this.#names = eventNames;
    this.#deliveries = new Counter({
      name: 'subledger_deliveries_total',
      help: 'Webhook deliveries by the environment of the address and by outcome',
      labelNames: ['environment', 'outcome'],
      registers: [registry],
    });
    this.#withoutEffect = new Counter({
      name: 'subledger_accepted_without_effect_total',
      help: 'Webhook deliveries that were accepted and change no answer, by reason',
      labelNames: ['environment', 'reason'],
      registers: [registry],
    });
    // A counter that starts at zero shows its first increase to rate().
    for (const environment of ENVIRONMENTS) {
      for (const outcome of OUTCOMES) this.#deliveries.inc({ environment, outcome }, 0);
      for (const reason of [...WITHOUT_EFFECT, 'unrecognised'])
        this.#withoutEffect.inc({ environment, reason }, 0);
    }
  }

  /** A delivery that was accepted; with its event's name if it was just recorded. */
  count(environment: Environment, outcome: Outcome, eventName?: string): void {
    this.#deliveries.inc({ environment, outcome });
    this.#clock.succeeded(environment);
    if (isWithoutEffect(outcome)) this.#withoutEffect.inc({ environment, reason: outcome });
    else if (eventName !== undefined && readEventType(eventName, this.#names) === undefined)
      this.#withoutEffect.inc({ environment, reason: 'unrecognised' });
  }

  /** A delivery that was answered with a problem; `unknown` for a mistyped address. */
  countProblem(environment: Environment | 'unknown', code: ErrorCode): void {
    const outcome = OUTCOME_OF_PROBLEM[code] ?? 'refused';
    if (environment !== 'unknown' && outcome === 'quarantined') {
      this.count(environment, outcome);
      return;
    }
    this.#deliveries.inc({ environment, outcome });
    // Adapty only sends POST: somebody who opens the address in a browser is not a failed delivery.
    if (environment !== 'unknown' && code !== 'method-not-allowed') this.#clock.failed(environment);
  }
}
