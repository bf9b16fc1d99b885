import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetAccess, GetDiff, GetStatus, GetTimeline } from '@subledger/queries';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { AnswerDiffSchema } from './diff.openapi.js';
import { AnswerDiffParameters, diffQuestionOf } from './diff-parameters.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { EventPageSchema } from './events.openapi.js';
import { parametersPipe } from './parameters.pipe.js';
import { PageParameters, questionOf, StatusParameters } from './query-parameters.js';
import { AccessSchema, StatusSchema } from './status.openapi.js';

@ApiTags('Customers')
@ApiBearerAuth()
@ApiProblem(400, 'A parameter is wrong.')
@ApiProblem(401, 'No valid API key.')
@ApiProblem(504, 'The read model has not got to minPosition within timeoutMs.')
@Controller('v1/customers/:customerUserId')
export class CustomersController {
  readonly #queries: QueryBus;

  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Get()
  @UseInterceptors(EtagInterceptor)
  @ApiOperation({ summary: 'What holds for a customer, over all its profiles' })
  @ApiOkResponse({ type: StatusSchema })
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
    summary: 'Whether a customer holds one access level; false for one nobody knows',
  })
  @ApiOkResponse({ type: AccessSchema })
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
  @ApiOperation({ summary: 'How two answers about a customer differ, and which events made it' })
  @ApiOkResponse({ type: AnswerDiffSchema })
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
  @ApiOperation({ summary: "A customer's recorded events, in order" })
  @ApiOkResponse({ type: EventPageSchema })
  @ApiProblem(404, 'No recorded event names this customer.')
  timeline(
    @Param('customerUserId') customerUserId: string,
    @Query(parametersPipe) page: PageParameters,
  ) {
    return this.#queries.execute(
      new GetTimeline(questionOf({ kind: 'customer', customerUserId }, page), page),
    );
  }
}
