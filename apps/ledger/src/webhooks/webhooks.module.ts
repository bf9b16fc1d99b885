import { Module } from '@nestjs/common';
import { IngestionModule } from '@subledger/ingestion';
import { DeliveryAnswerInterceptor } from './delivery-answer.interceptor.js';
import { RecordingMetrics } from './recording-metrics.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [IngestionModule],
  controllers: [WebhooksController],
  providers: [DeliveryAnswerInterceptor, RecordingMetrics],
})
export class WebhooksModule {}
