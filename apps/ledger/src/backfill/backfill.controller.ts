import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Configuration } from '@subledger/configuration';
import type { Environment } from '@subledger/domain';
import { BackfillRow, type BackfillResult } from '@subledger/ingestion';
import { RequireScope } from '../access/access.decorators.js';
import { CLOCK, type Clock } from '../clock.js';
import { ExactBody } from '../http/exact-body.decorator.js';
import { ApiRow } from './backfill.openapi.js';
import { environmentPipe } from './environment.pipe.js';

/** Where an operator brings the rows of Adapty's exports. */
@ApiTags('Backfill')
@RequireScope('admin')
@Controller('v1/backfill')
export class BackfillController {
  readonly #commands: CommandBus;
  readonly #configuration: Configuration;
  readonly #now: Clock;

  constructor(commands: CommandBus, configuration: Configuration, @Inject(CLOCK) now: Clock) {
    this.#commands = commands;
    this.#configuration = configuration;
    this.#now = now;
  }

  @Post(':environment')
  @HttpCode(200)
  @ApiOperation({
    summary: "Record a row of one of Adapty's exports, unless its event is known",
    description: 'The body is a JSON object of the row’s cells, by their columns.',
  })
  @ApiRow()
  record(
    @Param('environment', environmentPipe) environment: Environment,
    @ExactBody() body: Uint8Array,
  ): Promise<BackfillResult> {
    return this.#bring(environment, body, false);
  }

  @Post(':environment/trial')
  @HttpCode(200)
  @ApiOperation({ summary: 'Say whether a row would be recorded, and record nothing' })
  @ApiRow()
  tryOut(
    @Param('environment', environmentPipe) environment: Environment,
    @ExactBody() body: Uint8Array,
  ): Promise<BackfillResult> {
    return this.#bring(environment, body, true);
  }

  #bring(environment: Environment, body: Uint8Array, isTrial: boolean): Promise<BackfillResult> {
    const { eventNames: names } = this.#configuration;
    return this.#commands.execute(
      new BackfillRow({ environment, body, receivedAt: this.#now(), names, isTrial }),
    );
  }
}
