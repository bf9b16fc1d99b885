import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IngestionModule } from '@subledger/ingestion';
import { DeliveryAnswerInterceptor } from './delivery-answer.interceptor.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhookSecretGuard } from './webhook-secret.guard.js';

@Module({
  imports: [CqrsModule.forRoot(), IngestionModule],
  controllers: [WebhooksController],
  providers: [WebhookSecretGuard, DeliveryAnswerInterceptor],
})
export class WebhooksModule {}
