import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IngestionModule } from '@subledger/ingestion';
import { BackfillController } from './backfill.controller.js';

/** What exports tell afterwards. It is recorded like any delivery, by whoever answers operators. */
@Module({ imports: [CqrsModule, IngestionModule], controllers: [BackfillController] })
export class BackfillModule {}
