import { Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  DescribeBuilds,
  RebuildCustomer,
  ResumeProjection,
  SkipEvent,
} from '@subledger/projections/operations';
import { RequireScope } from '../access/access.decorators.js';
import { WithoutParameters } from '../http/refuse-parameters.js';
import { JsonBodyPipe } from '../http/json-body.pipe.js';
import { ApiProblem, ApiReadModelsAway } from '../openapi/api-problem.decorator.js';
import { CUSTOMER_USER_ID, PROJECTION } from '../openapi/parameters.js';
import { ExactBody } from '../http/exact-body.decorator.js';
import { CustomerRebuildBody, SkipBody } from './bodies.js';
import { BuildsSchema, CustomerRebuiltSchema } from './projections.openapi.js';

const STANDS = {
  type: BuildsSchema,
  description: 'Every build, both live ones and ones beside them.',
};

@ApiTags('Projections')
@RequireScope('read')
@ApiReadModelsAway()
@Controller('v1/projections')
export class ProjectionsController {
  readonly #queries: QueryBus;
  readonly #commands: CommandBus;

  constructor(queries: QueryBus, commands: CommandBus) {
    this.#queries = queries;
    this.#commands = commands;
  }

  @Get()
  @UseGuards(WithoutParameters)
  @ApiOperation({ summary: 'How every projection and every rebuild is doing' })
  @ApiOkResponse(STANDS)
  async list(): Promise<BuildsSchema> {
    return { items: await this.#queries.execute(new DescribeBuilds()) };
  }

  @Post(':name/resume')
  @HttpCode(200)
  @RequireScope('admin')
  @ApiParam(PROJECTION)
  @ApiOperation({ summary: 'Let a projection that stands still try its event again' })
  @ApiOkResponse(STANDS)
  @ApiProblem(404, 'No such projection, or it does not stand still.')
  async resume(@Param('name') name: string): Promise<BuildsSchema> {
    return { items: await this.#commands.execute(new ResumeProjection(name)) };
  }

  @Post(':name/skip')
  @HttpCode(200)
  @RequireScope('admin')
  @ApiParam(PROJECTION)
  @ApiOperation({
    summary: 'Let a projection that stands still skip its event, on record, until a rebuild',
  })
  @ApiBody({ type: SkipBody })
  @ApiOkResponse(STANDS)
  @ApiProblem(400, 'The body is wrong.')
  @ApiProblem(404, 'No such projection, or it does not stand still at this event.')
  async skip(
    @Param('name') name: string,
    @ExactBody(JsonBodyPipe) { eventId }: SkipBody,
  ): Promise<BuildsSchema> {
    return { items: await this.#commands.execute(new SkipEvent(name, eventId)) };
  }

  @Post('lifecycle/customers/:customerUserId/rebuild')
  @HttpCode(200)
  @RequireScope('admin')
  @ApiOperation({ summary: "Recompute one customer's rows from the log, in place" })
  @ApiBody({ type: CustomerRebuildBody, required: false })
  @ApiParam(CUSTOMER_USER_ID)
  @ApiOkResponse({
    type: CustomerRebuiltSchema,
    description: 'The profiles whose rows were recomputed.',
  })
  @ApiProblem(400, 'The body is wrong.')
  @ApiProblem(404, 'The read model does not know this customer.')
  @ApiProblem(422, 'More than 10,000 events or 1,000 profiles: rebuild the whole read model.')
  rebuildCustomer(
    @Param('customerUserId') customerUserId: string,
    @ExactBody(JsonBodyPipe) { environment }: CustomerRebuildBody,
  ): Promise<CustomerRebuiltSchema> {
    return this.#commands.execute(new RebuildCustomer(environment, customerUserId));
  }
}
