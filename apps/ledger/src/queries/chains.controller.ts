import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { ORIGINAL_TRANSACTION_ID, STORE } from '../openapi/parameters.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { ApiTimeline } from './timeline.openapi.js';
import { TimelineParameters } from './timeline-parameters.js';
import { Timelines } from './timelines.js';

@ApiTags('Chains')
@RequireScope('read')
@ApiProblem(404, 'No recorded event names this chain.')
@ApiQueryProblems()
@ApiParam(STORE)
@ApiParam(ORIGINAL_TRANSACTION_ID)
@Controller('v1/chains/:store/:originalTransactionId')
export class ChainsController {
  readonly #timelines: Timelines;

  constructor(timelines: Timelines) {
    this.#timelines = timelines;
  }

  @Get('timeline')
  @ApiTimeline("A chain's recorded events, in order, whoever it belonged to")
  timeline(
    @Param('store') store: string,
    @Param('originalTransactionId') originalTransactionId: string,
    @Query(parametersPipe) parameters: TimelineParameters,
  ) {
    return this.#timelines.of(
      { kind: 'chain', chain: { store, originalTransactionId } },
      parameters,
    );
  }
}
