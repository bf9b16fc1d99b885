import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Configuration, type Role } from '@subledger/configuration';
import { BackfillModule } from './backfill/backfill.module.js';
import { CorrectionsModule } from './corrections/corrections.module.js';
import { HealthModule } from './health/health.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { loggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { QueriesModule } from './queries/queries.module.js';
import { ProjectionsModule } from './projections/projections.module.js';
import { ProofsModule } from './proofs/proofs.module.js';
import { type Projecting, PROJECTING } from './read-side/projections.js';
import { ReadSideModule } from './read-side/read-side.module.js';
import type { OpenEventStore } from './store/open-store.js';
import { StoreModule } from './store/store.module.js';
import type { Tracing } from './tracing/tracing.js';
import { CLOCK, type Clock } from './clock.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

export interface AppParts {
  readonly configuration: Configuration;
  readonly routes: RouteTable;
  readonly openEventStore: OpenEventStore;
  readonly clock: Clock;
  readonly projecting: Projecting;
  /** Null if nothing is traced. */
  readonly tracing: Tracing | null;
}

/** What every module may inject without importing it. */
@Global()
@Module({})
class EdgeModule {
  static forRoot({ configuration, routes, clock, projecting }: AppParts): DynamicModule {
    return {
      module: EdgeModule,
      providers: [
        { provide: Configuration, useValue: configuration },
        { provide: RouteTable, useValue: routes },
        { provide: CLOCK, useValue: clock },
        { provide: PROJECTING, useValue: projecting },
      ],
      exports: [Configuration, RouteTable, CLOCK, PROJECTING],
    };
  }
}

@Module({})
export class AppModule {
  static forRoot(parts: AppParts): DynamicModule {
    const { roles } = parts.configuration;
    const does = (role: Role): boolean => roles.includes(role);
    return {
      module: AppModule,
      imports: [
        EdgeModule.forRoot(parts),
        CqrsModule.forRoot(),
        loggingModule(parts.configuration.logLevel, parts.tracing),
        StoreModule.forRoot(parts.openEventStore),
        MetricsModule,
        HealthModule,
        ...(does('query') || does('project') ? [ReadSideModule] : []),
        ...(does('project') ? [ProofsModule] : []),
        ...(does('ingest') ? [WebhooksModule] : []),
        ...(does('query')
          ? [QueriesModule, ProjectionsModule, CorrectionsModule, BackfillModule]
          : []),
      ],
      providers: [ProblemFilter, { provide: APP_FILTER, useExisting: ProblemFilter }],
    };
  }
}
