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
import { PROJECTION_SIDE } from '@subledger/projections/operations';
import { READ_SIDE, type ReadSide } from '@subledger/queries';
import { READ_MODELS, type ReadModels } from '@subledger/read-models';
import { Readiness } from '../health/readiness.js';
import { CLOCK, type Clock } from '../clock.js';
import { openConfiguredReadModels } from './open-read-models.js';
import { ProjectionMetrics } from './projection-metrics.js';
import { Projections } from './projections.js';

/** The read models, the projections that feed them, and what queries need. */
@Global()
@Module({
  providers: [
    Projections,
    ProjectionMetrics,
    {
      provide: PROJECTION_SIDE,
      useFactory: (projections: Projections) => projections.side,
      inject: [Projections],
    },
    {
      provide: READ_MODELS,
      useFactory: openConfiguredReadModels,
      inject: [Configuration],
    },
    {
      provide: READ_SIDE,
      useFactory: (
        readModels: ReadModels,
        store: EventStore,
        { productLevels }: Configuration,
        now: Clock,
      ): ReadSide => ({ readModels, store, productLevels, now }),
      inject: [READ_MODELS, EVENT_STORE, Configuration, CLOCK],
    },
  ],
  exports: [READ_SIDE, PROJECTION_SIDE, Projections],
})
export class ReadSideModule
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #projections: Projections;
  readonly #readModels: ReadModels;
  readonly #projects: boolean;
  readonly #onlyAsks: boolean;
  readonly #readiness: Readiness;

  constructor(
    projections: Projections,
    @Inject(READ_MODELS) readModels: ReadModels,
    { roles }: Configuration,
    readiness: Readiness,
  ) {
    this.#projections = projections;
    this.#readModels = readModels;
    this.#projects = roles.includes('project');
    this.#onlyAsks = roles.every((role) => role === 'query');
    this.#readiness = readiness;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.#projects) await this.#projections.control.start();
    if (this.#onlyAsks) await this.#projections.refuseNewer();
    this.#readiness.add({
      name: 'projections',
      reasonNotReady: () => this.#projections.reasonNotCaughtUp(),
    });
  }

  /** Before HTTP closes: what is recorded from now on is projected at the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#projections.control.stop();
  }

  /** After HTTP has closed: until then there may be queries. */
  async onApplicationShutdown(): Promise<void> {
    await this.#readModels.close();
  }
}
