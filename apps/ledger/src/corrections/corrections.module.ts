import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IngestionModule } from '@subledger/ingestion';
import { Corrections } from './corrections.js';
import { CorrectionsController } from './corrections.controller.js';

/** What people record by hand. It is looked up where queries are answered, and recorded like any delivery. */
@Module({
  imports: [CqrsModule, IngestionModule],
  controllers: [CorrectionsController],
  providers: [Corrections],
})
export class CorrectionsModule {}
