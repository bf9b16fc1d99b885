import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { GetEvent, GetEventBody, ListQuarantine } from '@subledger/queries';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { EventSchema, QuarantinePageSchema } from './events.openapi.js';
import { parametersPipe } from './parameters.pipe.js';
import { PageParameters } from './query-parameters.js';

@ApiTags('Events')
@ApiBearerAuth()
@ApiProblem(401, 'No valid API key.')
@Controller('v1')
export class EventsController {
  readonly #queries: QueryBus;

  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Get('events/:eventId')
  @ApiOperation({ summary: 'One recorded event' })
  @ApiOkResponse({ type: EventSchema })
  @ApiProblem(404, 'No recorded event has this id.')
  event(@Param('eventId') eventId: string) {
    return this.#queries.execute(new GetEvent(eventId));
  }

  @Get('events/:eventId/body')
  @ApiOperation({ summary: 'The exact bytes of one recorded event, quarantined ones too' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblem(404, 'No recorded event has this id.')
  async body(@Param('eventId') eventId: string): Promise<StreamableFile> {
    return new StreamableFile(await this.#queries.execute(new GetEventBody(eventId)));
  }

  @Get('quarantine')
  @ApiOperation({ summary: 'Deliveries that were kept although nothing could be read from them' })
  @ApiOkResponse({ type: QuarantinePageSchema })
  @ApiProblem(400, 'A parameter is wrong.')
  quarantine(@Query(parametersPipe) page: PageParameters) {
    return this.#queries.execute(new ListQuarantine(page.environment, page));
  }
}
