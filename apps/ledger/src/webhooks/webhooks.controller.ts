import { Controller, HttpCode, Inject, Post, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type DeliveryResult, RecordDelivery } from '@subledger/ingestion';
import { RequireWebhookSecret } from '../access/access.decorators.js';
import { CLOCK, type Clock } from './clock.js';
import { DeliveryAnswerInterceptor } from './delivery-answer.interceptor.js';
import { ExactBody } from './exact-body.decorator.js';
import { ApiDelivery } from './webhooks.openapi.js';

/** Where Adapty delivers: an address for each environment, so that the two never meet. */
@ApiTags('Webhooks')
@RequireWebhookSecret()
@UseInterceptors(DeliveryAnswerInterceptor)
@Controller('webhooks/adapty')
export class WebhooksController {
  readonly #commands: CommandBus;
  readonly #now: Clock;

  constructor(commands: CommandBus, @Inject(CLOCK) now: Clock) {
    this.#commands = commands;
    this.#now = now;
  }

  @Post('production')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record a webhook of the production environment' })
  @ApiDelivery()
  production(@ExactBody() body: Uint8Array): Promise<DeliveryResult> {
    return this.#commands.execute(new RecordDelivery('production', body, this.#now()));
  }

  @Post('sandbox')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record a webhook of the sandbox environment' })
  @ApiDelivery()
  sandbox(@ExactBody() body: Uint8Array): Promise<DeliveryResult> {
    return this.#commands.execute(new RecordDelivery('sandbox', body, this.#now()));
  }
}
