import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { GetAccess, GetDiff, GetStatus } from '@subledger/queries';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { ACCESS_LEVEL, CUSTOMER_USER_ID } from '../openapi/parameters.js';
import { AnswerDiffSchema } from './diff.openapi.js';
import { AnswerDiffParameters, diffQuestionOf } from './diff-parameters.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { questionOf, StatusParameters } from './query-parameters.js';
import { AccessSchema, StatusSchema } from './status.openapi.js';
import { ApiTimeline } from './timeline.openapi.js';
import { TimelineParameters } from './timeline-parameters.js';
import { Timelines } from './timelines.js';

@ApiTags('Customers')
@RequireScope('read')
@ApiProblem(422, 'More than 1,000 profiles have this customer id.')
@ApiQueryProblems()
@ApiParam(CUSTOMER_USER_ID)
@Controller('v1/customers/:customerUserId')
export class CustomersController {
  readonly #queries: QueryBus;
  readonly #timelines: Timelines;

  constructor(queries: QueryBus, timelines: Timelines) {
    this.#queries = queries;
    this.#timelines = timelines;
  }

  @Get()
  @UseInterceptors(EtagInterceptor)
  @ApiOperation({ summary: 'The state of a customer, over all its profiles' })
  @ApiOkResponse({
    type: StatusSchema,
    description: 'State, access and purchases, each with the reason.',
  })
  @ApiProblem(404, 'No recorded event names this customer.')
  status(
    @Param('customerUserId') customerUserId: string,
    @Query(parametersPipe) parameters: StatusParameters,
  ) {
    return this.#queries.execute(
      new GetStatus(questionOf({ kind: 'customer', customerUserId }, parameters)),
    );
  }

  @Get('access/:level')
  @UseInterceptors(EtagInterceptor)
  @ApiOperation({
    summary: 'Whether a customer holds one access level; false for a customer that nobody knows',
  })
  @ApiParam(ACCESS_LEVEL)
  @ApiOkResponse({
    type: AccessSchema,
    description: 'Whether the level is active, until when, and why.',
  })
  access(
    @Param('customerUserId') customerUserId: string,
    @Param('level') level: string,
    @Query(parametersPipe) parameters: StatusParameters,
  ) {
    return this.#queries.execute(
      new GetAccess(questionOf({ kind: 'customer', customerUserId }, parameters), level),
    );
  }

  @Get('diff')
  @ApiOperation({
    summary: 'How two answers about a customer differ, and which events made the difference',
  })
  @ApiOkResponse({ type: AnswerDiffSchema, description: 'The differences, and their causes.' })
  @ApiProblem(404, 'No recorded event names this customer.')
  diff(
    @Param('customerUserId') customerUserId: string,
    @Query(parametersPipe) parameters: AnswerDiffParameters,
  ) {
    return this.#queries.execute(
      new GetDiff(diffQuestionOf({ kind: 'customer', customerUserId }, parameters)),
    );
  }

  @Get('timeline')
  @ApiTimeline("A customer's recorded events, in order, with what each of them changed")
  @ApiProblem(404, 'No recorded event names this customer.')
  timeline(
    @Param('customerUserId') customerUserId: string,
    @Query(parametersPipe) parameters: TimelineParameters,
  ) {
    return this.#timelines.of({ kind: 'customer', customerUserId }, parameters);
  }
}
