import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { Gauge, Registry } from 'prom-client';
import { measured } from '../metrics/measured.js';
import { ProofKeeper } from './proof-keeper.js';

/** How much of the log the tree of hashes covers, and whether it is growing; measured on each scrape. */
@Injectable()
export class ProofMetrics implements OnModuleInit {
  readonly #registry: Registry;
  readonly #store: EventStore;
  readonly #keeper: ProofKeeper;

  constructor(registry: Registry, @Inject(EVENT_STORE) store: EventStore, keeper: ProofKeeper) {
    this.#registry = registry;
    this.#store = store;
    this.#keeper = keeper;
  }

  onModuleInit(): void {
    const { grower } = this.#keeper;
    this.#show(
      'subledger_proofs_lag_events',
      'Recorded events that the tree of hashes does not cover yet',
      () => this.#store.countAfter(grower.tree.progress().position),
    );
    this.#show(
      'subledger_proofs_failing',
      '1 if the tree of hashes is not growing: the log of the process says why',
      () => (grower.trouble === null ? 0 : 1),
    );
  }

  #show(name: string, help: string, measure: () => number | null | Promise<number | null>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () =>
        measured(
          async () => {
            const value = await measure();
            if (value === null) gauge.remove();
            else gauge.set(value);
          },
          () => {
            gauge.remove();
          },
        ),
    });
  }
}
