import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../access/access.decorators.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import {
  entriesQuestionOf,
  RevenueEntriesParameters,
  RevenueParameters,
  revenueQuestionOf,
} from './reports-parameters.js';
import { Reports } from './reports.js';
import { RevenueEntriesSchema, RevenueReportSchema } from './reports.openapi.js';
import { ApiRows } from './timeline.openapi.js';

@ApiTags('Reports')
@RequireScope('read')
@ApiQueryProblems()
@Controller('v1/reports/revenue')
export class ReportsController {
  readonly #reports: Reports;

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  @Get()
  @ApiOperation({
    summary:
      'Charges, refunds, proceeds, net revenue, taxes and counts over a span of business time',
  })
  @ApiProblem(422, 'The report would have more than 10,000 groups.')
  @ApiRows(RevenueReportSchema, 'Each group and the total as JSON, or the groups as lines.')
  revenue(@Query(parametersPipe) parameters: RevenueParameters) {
    return this.#reports.of(parameters.format, revenueQuestionOf(parameters));
  }

  @Get('entries')
  @ApiOperation({ summary: 'What a revenue report counts, event by event' })
  @ApiRows(RevenueEntriesSchema)
  entries(@Query(parametersPipe) parameters: RevenueEntriesParameters) {
    return this.#reports.entries(parameters.format, entriesQuestionOf(parameters));
  }
}
