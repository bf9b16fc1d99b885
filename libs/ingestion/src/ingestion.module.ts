import { Module } from '@nestjs/common';
import { RecordDeliveryHandler } from './record-delivery.handler.js';

/** Wants the event store under its token from a global module, and a `CommandBus` in the application. */
@Module({ providers: [RecordDeliveryHandler], exports: [RecordDeliveryHandler] })
export class IngestionModule {}
