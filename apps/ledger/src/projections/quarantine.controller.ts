import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { EVENT_ID } from '../openapi/parameters.js';
import { type DeliveryReply, replyTo } from '../webhooks/delivery-answer.js';
import { DeliveryAnswer } from '../webhooks/webhooks.openapi.js';
import { RetryQuarantined } from './retry-quarantined.js';

@ApiTags('Events')
@RequireScope('admin')
@Controller('v1/quarantine')
export class QuarantineController {
  readonly #commands: CommandBus;

  constructor(commands: CommandBus) {
    this.#commands = commands;
  }

  @Post(':eventId/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Retry a body from quarantine, as if its webhook came now' })
  @ApiParam(EVENT_ID)
  @ApiOkResponse({ type: DeliveryAnswer, description: 'The body is recorded.' })
  @ApiProblem(400, 'The body still cannot be recorded, and stays in quarantine.')
  @ApiProblem(404, 'Nothing is in quarantine under this id.')
  @ApiProblem(503, 'The store is not accepting writes right now.')
  async retry(@Param('eventId') eventId: string): Promise<DeliveryReply> {
    return replyTo(await this.#commands.execute(new RetryQuarantined(eventId)));
  }
}
