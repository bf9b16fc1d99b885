import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FindingsAnswer, ListFindings, StreamFindings } from '@subledger/queries';
import { RequireScope } from '../access/access.decorators.js';
import { ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { FindingsSchema } from './findings.openapi.js';
import { FindingsParameters, findingsQuestionOf } from './findings-parameters.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { findingColumns } from './rows/columns.js';
import { streamRows } from './rows/format.js';
import { ApiRows } from './timeline.openapi.js';

@ApiTags('Findings')
@RequireScope('read')
@ApiQueryProblems()
@Controller('v1/findings')
export class FindingsController {
  readonly #queries: QueryBus;

  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({
    summary: 'What the recorded events show to be missing or contradictory, for all customers',
  })
  @ApiRows(FindingsSchema)
  async list(
    @Query(parametersPipe) parameters: FindingsParameters,
  ): Promise<FindingsAnswer | StreamableFile> {
    const { format } = parameters;
    const question = findingsQuestionOf(parameters);
    if (format === 'json') return this.#queries.execute(new ListFindings(question));
    const file = await this.#queries.execute(new StreamFindings(question));
    return streamRows('findings', format, findingColumns(question, file), file.batches);
  }
}
