import { join } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { READ_SIDE, type ReadSide } from '@subledger/queries';
import { openReadModels, READ_MODELS, type ReadModels } from '@subledger/read-models';
import { Readiness } from '../health/readiness.js';
import { CLOCK, type Clock } from '../webhooks/clock.js';
import { Projector } from './projector.js';

/** The read models, the projections that feed them, and what the queries ask. */
@Global()
@Module({
  providers: [
    Projector,
    {
      provide: READ_MODELS,
      useFactory: ({ dataDir }: Configuration) =>
        openReadModels({ file: join(dataDir, 'read-models.sqlite') }),
      inject: [Configuration],
    },
    {
      provide: READ_SIDE,
      useFactory: (
        readModels: ReadModels,
        store: EventStore,
        projector: Projector,
        { productLevels }: Configuration,
        now: Clock,
      ): ReadSide => ({ readModels, store, ...projector.projections, productLevels, now }),
      inject: [READ_MODELS, EVENT_STORE, Projector, Configuration, CLOCK],
    },
  ],
  exports: [READ_SIDE, Projector],
})
export class ReadSideModule
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #projector: Projector;
  readonly #readModels: ReadModels;
  readonly #readiness: Readiness;

  constructor(
    projector: Projector,
    @Inject(READ_MODELS) readModels: ReadModels,
    readiness: Readiness,
  ) {
    this.#projector = projector;
    this.#readModels = readModels;
    this.#readiness = readiness;
  }

  onApplicationBootstrap(): void {
    this.#projector.start();
    this.#readiness.add({
      name: 'projections',
      reasonNotReady: () => this.#projector.reasonNotCaughtUp(),
    });
  }

  /** Before HTTP closes: what is recorded from now on is projected at the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#projector.stop();
  }

  /** After HTTP has closed: until then somebody may ask. */
  async onApplicationShutdown(): Promise<void> {
    await this.#readModels.close();
  }
}
