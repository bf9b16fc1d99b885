import { Controller, Delete, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { DescribeRebuild, DiscardRebuild, PromoteRebuild } from '@subledger/projections/operations';
import { type ChangedAnswer, GetRebuildDiff, type Page, VerifyRebuild } from '@subledger/queries';
import { RequireScope } from '../access/access.decorators.js';
import { WithoutParameters } from '../http/refuse-parameters.js';
import { JsonBodyPipe } from '../http/json-body.pipe.js';
import { ApiProblem, ApiReadModelsAway } from '../openapi/api-problem.decorator.js';
import { PROJECTION, REBUILD } from '../openapi/parameters.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { ExactBody } from '../http/exact-body.decorator.js';
import { RebuildBody } from './bodies.js';
import {
  RebuildDiffParameters,
  rebuildDiffQuestionOf,
  rebuildNumberPipe,
  VerificationParameters,
} from './parameters.js';
import {
  DiffPageSchema,
  RebuildSchema,
  RebuildStartedSchema,
  VerificationSchema,
} from './projections.openapi.js';
import { RebuildAfresh } from './rebuild-afresh.js';

@ApiTags('Projections')
@RequireScope('admin')
@ApiProblem(400, 'A parameter or the body is wrong.')
@ApiProblem(404, 'No such projection, or no such rebuild of it.')
@ApiReadModelsAway()
@ApiParam(PROJECTION)
@Controller('v1/projections/:name')
export class RebuildsController {
  readonly #queries: QueryBus;
  readonly #commands: CommandBus;

  constructor(queries: QueryBus, commands: CommandBus) {
    this.#queries = queries;
    this.#commands = commands;
  }

  @Post('rebuild')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Rebuild a projection from the log, beside the live read model',
    description: 'Whatever in quarantine has become readable is recorded too.',
  })
  @ApiBody({ type: RebuildBody, required: false })
  @ApiAcceptedResponse({ type: RebuildStartedSchema, description: 'The rebuild has started.' })
  @ApiProblem(409, 'The projection is already being rebuilt.')
  start(
    @Param('name') name: string,
    @ExactBody(JsonBodyPipe) { hold }: RebuildBody,
  ): Promise<RebuildStartedSchema> {
    return this.#commands.execute(new RebuildAfresh(name, hold));
  }

  @Get('rebuilds/:build')
  @UseGuards(WithoutParameters)
  @RequireScope('read')
  @ApiOperation({ summary: 'How far a rebuild has come; live once it has taken over' })
  @ApiParam(REBUILD)
  @ApiOkResponse({ type: RebuildSchema, description: 'Its progress.' })
  describe(
    @Param('name') name: string,
    @Param('build', rebuildNumberPipe) build: number,
  ): Promise<RebuildSchema> {
    return this.#queries.execute(new DescribeRebuild(name, build));
  }

  @Post('rebuilds/:build/promote')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a rebuild take over, in one transaction' })
  @ApiParam(REBUILD)
  @ApiOkResponse({ type: RebuildSchema, description: 'The rebuild is live now.' })
  @ApiProblem(409, 'The rebuild is still behind the live read model.')
  promote(
    @Param('name') name: string,
    @Param('build', rebuildNumberPipe) build: number,
  ): Promise<RebuildSchema> {
    return this.#commands.execute(new PromoteRebuild(name, build));
  }

  @Delete('rebuilds/:build')
  @HttpCode(204)
  @ApiOperation({ summary: 'Stop and discard a rebuild' })
  @ApiParam(REBUILD)
  @ApiNoContentResponse({ description: 'The rebuild is discarded.' })
  async discard(
    @Param('name') name: string,
    @Param('build', rebuildNumberPipe) build: number,
  ): Promise<void> {
    await this.#commands.execute(new DiscardRebuild(name, build));
  }

  @Get('rebuilds/:build/diff')
  @ApiOperation({ summary: 'Whose answers would change if the rebuild took over now' })
  @ApiParam(REBUILD)
  @ApiOkResponse({ type: DiffPageSchema, description: 'Each with the answer before and after.' })
  @ApiProblem(409, 'The rebuild has not caught up yet.')
  diff(
    @Param('name') name: string,
    @Param('build', rebuildNumberPipe) build: number,
    @Query(parametersPipe) parameters: RebuildDiffParameters,
  ): Promise<Page<ChangedAnswer>> {
    return this.#queries.execute(
      new GetRebuildDiff(name, rebuildDiffQuestionOf(build, parameters)),
    );
  }

  @Get('rebuilds/:build/verification')
  @ApiOperation({ summary: 'Which rows differ between the rebuild and the live read model' })
  @ApiParam(REBUILD)
  @ApiOkResponse({
    type: VerificationSchema,
    description: 'Rows that differ; none if all is well.',
  })
  @ApiProblem(409, 'The rebuild has not caught up yet.')
  verification(
    @Param('name') name: string,
    @Param('build', rebuildNumberPipe) build: number,
    @Query(parametersPipe) { cursor }: VerificationParameters,
  ): Promise<VerificationSchema> {
    return this.#queries.execute(new VerifyRebuild(name, build, cursor));
  }
}
