import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IngestionModule } from '@subledger/ingestion';
import { PROJECTION_HANDLERS } from '@subledger/projections/operations';
import { ProjectionsController } from './projections.controller.js';
import { QuarantineController } from './quarantine.controller.js';
import { RebuildAfreshHandler } from './rebuild-afresh.js';
import { RebuildsController } from './rebuilds.controller.js';
import { RetryAllQuarantinedHandler } from './retry-all-quarantined.js';
import { RetryQuarantinedHandler } from './retry-quarantined.js';

/** How operators see, rebuild and repair the read models. */
@Module({
  // What is retried from quarantine is recorded like any delivery.
  imports: [CqrsModule, IngestionModule],
  controllers: [ProjectionsController, RebuildsController, QuarantineController],
  providers: [
    ...PROJECTION_HANDLERS,
    RebuildAfreshHandler,
    RetryAllQuarantinedHandler,
    RetryQuarantinedHandler,
  ],
})
export class ProjectionsModule {}
