import { statfs } from 'node:fs/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { Counter, Gauge, Registry } from 'prom-client';
import { Readiness } from '../health/readiness.js';
import { measured } from './measured.js';

/** How the log handles appends, and whether it accepts them at all. */
@Injectable()
export class StoreMetrics implements OnModuleInit {
  readonly #registry: Registry;
  readonly #store: EventStore;
  readonly #readiness: Readiness;
  readonly #dataDir: string;

  constructor(
    registry: Registry,
    @Inject(EVENT_STORE) store: EventStore,
    readiness: Readiness,
    { dataDir }: Configuration,
  ) {
    this.#registry = registry;
    this.#store = store;
    this.#readiness = readiness;
    this.#dataDir = dataDir;
  }

  onModuleInit(): void {
    this.#showChecks();
    this.#showRoom();
    if (this.#store.stats !== undefined) this.#showAppends();
  }

  #showChecks(): void {
    const failing = new Gauge<'check'>({
      name: 'subledger_check_failing',
      help: '1 if a check of /health/ready fails: the store is not accepting writes, or projections are not there yet',
      labelNames: ['check'],
      registers: [this.#registry],
      collect: async () => {
        for (const { name, reason } of await this.#readiness.results())
          failing.set({ check: name }, reason === null ? 0 : 1);
      },
    });
  }

  #showRoom(): void {
    const free: Gauge = new Gauge({
      name: 'subledger_data_dir_free_bytes',
      help: 'Space left for the ledger on the disk of DATA_DIR',
      registers: [this.#registry],
      collect: () =>
        measured(
          async () => {
            const { bavail, bsize } = await statfs(this.#dataDir);
            free.set(bavail * bsize);
          },
          () => {
            free.remove();
          },
        ),
    });
  }

  #showAppends(): void {
    const queued: Gauge = new Gauge({
      name: 'subledger_append_queue_appends',
      help: 'Appends that are waiting for the disk',
      registers: [this.#registry],
      collect: () => {
        queued.set(this.#store.stats?.().queuedAppends ?? 0);
      },
    });
    this.#count(
      'subledger_log_commits_total',
      'Transactions of the log: each is one wait for the disk',
      'commits',
    );
    this.#count(
      'subledger_log_events_total',
      'Events that this process has added to the log',
      'events',
    );
  }

  #count(name: string, help: string, kind: 'commits' | 'events'): void {
    const counter: Counter = new Counter({
      name,
      help,
      registers: [this.#registry],
      collect: () => {
        // The store keeps its own count; a counter can only be set to it this way.
        counter.reset();
        counter.inc(this.#store.stats?.()[kind] ?? 0);
      },
    });
  }
}
