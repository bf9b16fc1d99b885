import { Module } from '@nestjs/common';
import { QUERY_HANDLERS } from '@subledger/queries';
import { ChainsController } from './chains.controller.js';
import { CustomersController } from './customers.controller.js';
import { EventsController } from './events.controller.js';
import { FindingsController } from './findings.controller.js';
import { FindingsMetrics } from './findings-metrics.js';
import { ProfilesController } from './profiles.controller.js';
import { HoldersController } from './holders.controller.js';
import { Reports } from './reports.js';
import { ReportsController } from './reports.controller.js';
import { Searches } from './searches.js';
import { Timelines } from './timelines.js';

/** The controllers that query the read models. */
@Module({
  controllers: [
    ChainsController,
    CustomersController,
    EventsController,
    FindingsController,
    HoldersController,
    ProfilesController,
    ReportsController,
  ],
  providers: [...QUERY_HANDLERS, FindingsMetrics, Reports, Searches, Timelines],
})
export class QueriesModule {}
