import { Module } from '@nestjs/common';
import { IngestionModule } from '@subledger/ingestion';
import { RecordingMetrics } from './recording-metrics.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [IngestionModule],
  controllers: [WebhooksController],
  providers: [RecordingMetrics],
})
export class WebhooksModule {}
