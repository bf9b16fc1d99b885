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
import { EVENT_STORE, type EventStore, openSqliteEventStore } from '@subledger/event-store';
import { Readiness } from '../health/readiness.js';

export type OpenEventStore = (configuration: Configuration) => Promise<EventStore>;

/** The embedded default: the log in one file of the data folder. */
export const openEmbeddedStore: OpenEventStore = ({ dataDir }) =>
  openSqliteEventStore({ file: join(dataDir, 'log.sqlite') });

/** The event store under its token, for everybody. It closes last, after HTTP and whatever reads from it. */
@Global()
@Module({})
export class StoreModule implements OnModuleInit, OnApplicationShutdown {
  readonly #store: EventStore;
  readonly #readiness: Readiness;

  constructor(@Inject(EVENT_STORE) store: EventStore, readiness: Readiness) {
    this.#store = store;
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
        await this.#store.checkWritable();
        return null;
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#store.close();
  }
}
