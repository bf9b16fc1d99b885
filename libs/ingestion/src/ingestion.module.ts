import { Module } from '@nestjs/common';
import { AnnotateCustomerHandler } from './annotate-customer.handler.js';
import { BackfillRowHandler } from './backfill-row.handler.js';
import { RecordDeliveryHandler } from './record-delivery.handler.js';
import { SupersedeEventHandler } from './supersede-event.handler.js';

/** Requires the event store under its token from a global module, and a `CommandBus` in the application. */
@Module({
  providers: [
    AnnotateCustomerHandler,
    BackfillRowHandler,
    RecordDeliveryHandler,
    SupersedeEventHandler,
  ],
  exports: [RecordDeliveryHandler],
})
export class IngestionModule {}
