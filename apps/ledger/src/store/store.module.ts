import { join } from 'node:path';
import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import {
  EVENT_STORE,
  type EventStore,
  openEventStoreDb,
  openSqliteEventStore,
} from '@subledger/event-store';
import { Readiness } from '../health/readiness.js';

export type OpenEventStore = (configuration: Configuration) => Promise<EventStore>;

/**
 * The log in EventStoreDB, or in one file of the data folder. One process writes to the file: one that records
 * nothing reads beside it, on the same machine.
 */
export const openConfiguredStore: OpenEventStore = ({ dataDir, eventStoreUrl, roles }) =>
  eventStoreUrl === null
    ? openSqliteEventStore({
        file: join(dataDir, 'log.sqlite'),
        readOnly: !roles.includes('ingest'),
      })
    : openEventStoreDb({ url: eventStoreUrl });

/** The event store under its token, for everybody. It closes last, after HTTP and whatever reads from it. */
@Global()
@Module({})
export class StoreModule implements OnModuleInit, OnApplicationShutdown {
  readonly #store: EventStore;
  readonly #records: boolean;
  readonly #readiness: Readiness;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    { roles }: Configuration,
    readiness: Readiness,
  ) {
    this.#store = store;
    this.#records = roles.includes('ingest');
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
      reasonNotReady: async () => {
        await (this.#records ? this.#store.checkWritable() : this.#store.head());
        return null;
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#store.close();
  }
}
