import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type HoldersAnswer, ListHolders, StreamHolders } from '@subledger/queries';
import { RequireScope } from '../access/access.decorators.js';
import { ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { HoldersSchema } from './holders.openapi.js';
import { HoldersParameters, holdersQuestionOf } from './holders-parameters.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { holderColumns } from './rows/columns.js';
import { streamRows } from './rows/format.js';
import { ApiRows } from './timeline.openapi.js';

@ApiTags('Customers')
@RequireScope('read')
@ApiQueryProblems()
@Controller('v1/holders')
export class HoldersController {
  readonly #queries: QueryBus;

  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({ summary: 'Who has access: all customers, and profiles without a customer id' })
  @ApiRows(HoldersSchema)
  async list(
    @Query(parametersPipe) parameters: HoldersParameters,
  ): Promise<HoldersAnswer | StreamableFile> {
    const { format } = parameters;
    const question = holdersQuestionOf(parameters);
    if (format === 'json') return this.#queries.execute(new ListHolders(question));
    const file = await this.#queries.execute(new StreamHolders(question));
    return streamRows('holders', format, holderColumns(question, file), file.batches);
  }
}
