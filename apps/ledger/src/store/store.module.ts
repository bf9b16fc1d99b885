import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { Readiness } from '../health/readiness.js';
import { needsStore } from './needs-store.js';
import type { OpenEventStore } from './open-store.js';

/** The event store under its token, for all modules. It closes last, after HTTP and whatever reads from it. */
@Global()
@Module({})
export class StoreModule implements OnModuleInit, OnApplicationShutdown {
  readonly #store: EventStore;
  readonly #roles: Configuration['roles'];
  readonly #readiness: Readiness;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    { roles }: Configuration,
    readiness: Readiness,
  ) {
    this.#store = store;
    this.#roles = roles;
    this.#readiness = readiness;
  }

  static forRoot(open: OpenEventStore): DynamicModule {
    return {
      module: StoreModule,
      providers: [{ provide: EVENT_STORE, useFactory: open, inject: [Configuration] }],
      exports: [EVENT_STORE],
    };
  }

  onModuleInit(): void {
    this.#readiness.add({
      name: 'event store',
      isOptional: !needsStore(this.#roles),
      reasonNotReady: async () => {
        await (this.#roles.includes('ingest') ? this.#store.checkWritable() : this.#store.head());
        return null;
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#store.close();
  }
}
