import { Module } from '@nestjs/common';
import { IngestionModule } from '@subledger/ingestion';
import { WebhooksController } from './webhooks.controller.js';
import { WebhookSecretGuard } from './webhook-secret.guard.js';

@Module({
  imports: [IngestionModule],
  controllers: [WebhooksController],
  providers: [WebhookSecretGuard],
})
export class WebhooksModule {}
