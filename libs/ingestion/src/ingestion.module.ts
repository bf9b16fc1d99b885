import { Module } from '@nestjs/common';
import { EVENT_STORE } from '@subledger/event-store';
import { AnnotateCustomerHandler } from './annotate-customer.handler.js';
import { BackfillRowHandler } from './backfill-row.handler.js';
import { RecordDeliveryHandler } from './record-delivery.handler.js';
import { RECORDER, recorderOver } from './recorder.js';
import { SupersedeEventHandler } from './supersede-event.handler.js';

/** Requires the event store under its token from a global module, and a `CommandBus` in the application. */
@Module({
  providers: [
    { provide: RECORDER, useFactory: recorderOver, inject: [EVENT_STORE] },
    AnnotateCustomerHandler,
    BackfillRowHandler,
    RecordDeliveryHandler,
    SupersedeEventHandler,
  ],
  exports: [RecordDeliveryHandler],
})
export class IngestionModule {}
