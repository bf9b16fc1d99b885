import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { readUuidOrId } from '@subledger/adapty';
import { GetDiff, GetStatus } from '@subledger/queries';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { PROFILE_ID } from '../openapi/parameters.js';
import { AnswerDiffSchema } from './diff.openapi.js';
import { AnswerDiffParameters, diffQuestionOf } from './diff-parameters.js';
import { EtagInterceptor } from './etag.interceptor.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { questionOf, StatusParameters } from './query-parameters.js';
import { StatusSchema } from './status.openapi.js';
import { ApiTimeline } from './timeline.openapi.js';
import { TimelineParameters } from './timeline-parameters.js';
import { Timelines } from './timelines.js';

@ApiTags('Profiles')
@RequireScope('read')
@ApiProblem(404, 'No recorded event names this profile.')
@ApiQueryProblems()
@ApiParam(PROFILE_ID)
@Controller('v1/profiles/:profileId')
export class ProfilesController {
  readonly #queries: QueryBus;
  readonly #timelines: Timelines;

  constructor(queries: QueryBus, timelines: Timelines) {
    this.#queries = queries;
    this.#timelines = timelines;
  }

  @Get()
  @UseInterceptors(EtagInterceptor)
  @ApiOperation({ summary: 'The state of one profile' })
  @ApiOkResponse({
    type: StatusSchema,
    description: 'State, access and purchases, each with the reason.',
  })
  status(
    @Param('profileId') profileId: string,
    @Query(parametersPipe) parameters: StatusParameters,
  ) {
    return this.#queries.execute(new GetStatus(questionOf(whomOf(profileId), parameters)));
  }

  @Get('diff')
  @ApiOperation({
    summary: 'How two answers about a profile differ, and which events made the difference',
  })
  @ApiOkResponse({ type: AnswerDiffSchema, description: 'The differences, and their causes.' })
  diff(
    @Param('profileId') profileId: string,
    @Query(parametersPipe) parameters: AnswerDiffParameters,
  ) {
    return this.#queries.execute(new GetDiff(diffQuestionOf(whomOf(profileId), parameters)));
  }

  @Get('timeline')
  @ApiTimeline("A profile's recorded events, in order, with what each of them changed")
  timeline(
    @Param('profileId') profileId: string,
    @Query(parametersPipe) parameters: TimelineParameters,
  ) {
    return this.#timelines.of(whomOf(profileId), parameters);
  }
}

/** Profile ids are recorded in the translator's form: UUIDs in lower case. */
const whomOf = (profileId: string) =>
  ({ kind: 'profile', profileId: readUuidOrId(profileId) ?? profileId }) as const;
