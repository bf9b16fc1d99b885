import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { type Environment, ENVIRONMENTS } from '@subledger/domain';
import { Gauge, Registry } from 'prom-client';
import {
  afterFailure,
  afterSuccess,
  type DeliveryTimes,
  leftUntilCutoffMs,
  type TimesByEnvironment,
} from './delivery-times.js';
import { readDeliveryTimes, writeDeliveryTimes } from './delivery-times-file.js';

/** The most that a crash can lose. */
const SAVE_INTERVAL_MS = 60_000;

/**
 * When webhooks last came and since when they fail. A restart must not forget this: an outage is exactly when
 * people restart. What was refused while no ledger ran is only known to Adapty.
 */
@Injectable()
export class DeliveryClock implements OnModuleInit, OnApplicationShutdown {
  readonly #file: string;
  readonly #keeps: boolean;
  #times: Record<Environment, DeliveryTimes>;
  #saved: TimesByEnvironment;
  #saving: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor({ dataDir, roles }: Configuration, registry: Registry) {
    this.#file = join(dataDir, 'deliveries.json');
    this.#keeps = roles.includes('ingest');
    this.#times = { ...readDeliveryTimes(this.#file) };
    this.#saved = { ...this.#times };
    if (this.#keeps) this.#show(registry);
  }

  onModuleInit(): void {
    if (!this.#keeps) return;
    this.#timer = setInterval(() => {
      this.#save();
    }, SAVE_INTERVAL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    this.#save();
    await this.#saving;
  }

  succeeded(environment: Environment): void {
    const hasFailed = this.#times[environment].failingSinceMs !== null;
    this.#times[environment] = afterSuccess(Date.now());
    if (hasFailed) this.#save();
  }

  failed(environment: Environment): void {
    const before = this.#times[environment];
    this.#times[environment] = afterFailure(before, Date.now());
    if (before !== this.#times[environment]) this.#save();
  }

  #save(): void {
    const times = { ...this.#times };
    if (ENVIRONMENTS.every((one) => times[one] === this.#saved[one])) return;
    this.#saved = times;
    // One after another. If the disk accepts no writes, other alarms are louder than this one.
    this.#saving = this.#saving
      .then(() => writeDeliveryTimes(this.#file, times))
      .catch(() => undefined);
  }

  #show(registry: Registry): void {
    const show = (
      name: string,
      help: string,
      measure: (times: DeliveryTimes) => number | null,
    ): void => {
      const gauge = new Gauge<'environment'>({
        name,
        help,
        labelNames: ['environment'],
        registers: [registry],
        collect: () => {
          for (const environment of ENVIRONMENTS) {
            const value = measure(this.#times[environment]);
            if (value !== null) gauge.set({ environment }, value);
          }
        },
      });
    };
    show(
      'subledger_last_webhook_timestamp_seconds',
      'When a webhook was last accepted, in seconds since the epoch; absent before the first',
      ({ succeededAtMs }) => succeededAtMs && succeededAtMs / 1_000,
    );
    show(
      'subledger_webhook_cutoff_seconds',
      'Time until Adapty stops retrying: 24 hours from the first failure since the last success; 86400 while none fails',
      (times) => leftUntilCutoffMs(times, Date.now()) / 1_000,
    );
  }
}
