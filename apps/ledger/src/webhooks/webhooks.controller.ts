import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Environment } from '@subledger/domain';
import { RecordDelivery } from '@subledger/ingestion';
import { RequireWebhookSecret } from '../access/access.decorators.js';
import { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { CLOCK, type Clock } from '../clock.js';
import { type DeliveryReply, replyTo } from './delivery-answer.js';
import { ExactBody } from '../http/exact-body.decorator.js';
import { ApiDelivery } from './webhooks.openapi.js';

/**
 * Where Adapty delivers: one address per environment, so that the two never mix. These routes have no interceptor:
 * each would add RxJS, an async resource and a listener for disconnects to every request.
 */
@ApiTags('Webhooks')
@RequireWebhookSecret()
@Controller('webhooks/adapty')
export class WebhooksController {
  readonly #commands: CommandBus;
  readonly #metrics: DeliveryMetrics;
  readonly #now: Clock;

  constructor(commands: CommandBus, metrics: DeliveryMetrics, @Inject(CLOCK) now: Clock) {
    this.#commands = commands;
    this.#metrics = metrics;
    this.#now = now;
  }

  @Post('production')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record a webhook of the production environment' })
  @ApiDelivery()
  production(@ExactBody() body: Uint8Array): Promise<DeliveryReply> {
    return this.#record('production', body);
  }

  @Post('sandbox')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record a webhook of the sandbox environment' })
  @ApiDelivery()
  sandbox(@ExactBody() body: Uint8Array): Promise<DeliveryReply> {
    return this.#record('sandbox', body);
  }

  async #record(environment: Environment, body: Uint8Array): Promise<DeliveryReply> {
    const delivery = new RecordDelivery(environment, body, this.#now());
    const result = await this.#commands.execute(delivery);
    const reply = replyTo(result);
    const name = 'eventName' in result ? result.eventName : undefined;
    this.#metrics.count(environment, result.outcome, name);
    return reply;
  }
}
