import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { GetEvent, GetEventBody, GetQuarantined, ListQuarantine } from '@subledger/queries';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { EVENT_ID } from '../openapi/parameters.js';
import {
  EventsSchema,
  QuarantinedSchema,
  QuarantinePageSchema,
  SingleEventSchema,
} from './events.openapi.js';
import { EventsParameters } from './events-parameters.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { freshnessOf, FreshnessParameters, PageParameters } from './query-parameters.js';
import { Searches } from './searches.js';
import { ApiRows } from './timeline.openapi.js';

@ApiTags('Events')
@RequireScope('read')
@ApiQueryProblems()
@Controller('v1')
export class EventsController {
  readonly #queries: QueryBus;
  readonly #searches: Searches;

  constructor(queries: QueryBus, searches: Searches) {
    this.#queries = queries;
    this.#searches = searches;
  }

  @Get('events')
  @ApiOperation({ summary: 'Recorded events of all customers, in the order of the log' })
  @ApiRows(EventsSchema)
  @ApiProblem(422, 'More than 1,000 profiles have this customer id.')
  list(@Query(parametersPipe) parameters: EventsParameters) {
    return this.#searches.of(parameters);
  }

  @Get('events/:eventId')
  @ApiOperation({ summary: 'One recorded event' })
  @ApiParam(EVENT_ID)
  @ApiOkResponse({ type: SingleEventSchema, description: 'The event, and its body as JSON.' })
  @ApiProblem(404, 'No recorded event has this id.')
  event(@Param('eventId') eventId: string, @Query(parametersPipe) freshness: FreshnessParameters) {
    return this.#queries.execute(new GetEvent(eventId, freshnessOf(freshness)));
  }

  @Get('events/:eventId/body')
  @ApiOperation({ summary: 'The exact bytes of one recorded event, including quarantined ones' })
  @ApiProduces('application/octet-stream')
  @ApiParam(EVENT_ID)
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'The body, byte for byte as it was delivered.',
  })
  @ApiProblem(404, 'No recorded event has this id.')
  async body(
    @Param('eventId') eventId: string,
    @Query(parametersPipe) freshness: FreshnessParameters,
  ): Promise<StreamableFile> {
    return new StreamableFile(
      await this.#queries.execute(new GetEventBody(eventId, freshnessOf(freshness))),
    );
  }

  @Get('quarantine')
  @ApiOperation({ summary: 'Deliveries that were kept although no event could be read from them' })
  @ApiOkResponse({
    type: QuarantinePageSchema,
    description: 'A page of deliveries, each with the reason.',
  })
  quarantine(@Query(parametersPipe) page: PageParameters) {
    return this.#queries.execute(new ListQuarantine(page.environment, page, freshnessOf(page)));
  }

  @Get('quarantine/:eventId')
  @ApiOperation({ summary: 'One delivery in quarantine' })
  @ApiParam(EVENT_ID)
  @ApiOkResponse({ type: QuarantinedSchema, description: 'The delivery, with why.' })
  @ApiProblem(404, 'Nothing is in quarantine under this id.')
  quarantined(
    @Param('eventId') eventId: string,
    @Query(parametersPipe) freshness: FreshnessParameters,
  ) {
    return this.#queries.execute(new GetQuarantined(eventId, freshnessOf(freshness)));
  }
}
