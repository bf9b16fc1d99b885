import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { FIRST_INSTANT, type Instant, LedgerError } from '@subledger/domain';
import { LocalDays, REVENUE_GROUPS, type RevenueGrouping } from '@subledger/queries';
import { IsIn, IsOptional, IsTimeZone } from 'class-validator';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { IsDayOrInstant } from './is-instant-text.js';
import { InstantParameter } from './parameter.decorators.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { clocksOf, KNOWN_AT, WorldParameters, worldOf } from './query-parameters.js';
import { Reports } from './reports.js';
import { RevenueReportSchema } from './reports.openapi.js';
import { type Format, FORMATS } from './rows/format.js';
import { ApiRows } from './timeline.openapi.js';

class RevenueParameters extends WorldParameters {
  @ApiProperty({
    description: 'Business time, inclusive: an instant, or a day of timeZone.',
    example: '2026-01-01',
  })
  @IsDayOrInstant()
  readonly from!: string;

  @ApiProperty({ description: 'Business time, exclusive.', example: '2026-02-01' })
  @IsDayOrInstant()
  readonly to!: string;

  @ApiPropertyOptional({
    enum: REVENUE_GROUPS,
    default: 'day',
    description: 'What the report is grouped by.',
  })
  @IsOptional()
  @IsIn(REVENUE_GROUPS, { message: `groupBy must be one of ${REVENUE_GROUPS.join(', ')}` })
  readonly groupBy: RevenueGrouping = 'day';

  @ApiPropertyOptional({
    default: 'UTC',
    description:
      'Whose days and months: a name of the IANA time zone database, or an offset (+ is written %2B in an address).',
    example: 'America/New_York',
  })
  @IsOptional()
  @IsTimeZone({ message: 'timeZone must be a time zone such as America/New_York' })
  readonly timeZone: string = 'UTC';

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;

  @ApiPropertyOptional({
    enum: FORMATS,
    default: 'json',
    description: 'json: the report with its total. ndjson, csv: its groups as a file.',
  })
  @IsOptional()
  @IsIn(FORMATS, { message: 'format must be json, ndjson or csv' })
  readonly format: Format = 'json';
}

@ApiTags('Reports')
@RequireScope('read')
@ApiProblem(422, 'The report would have more than 10,000 groups.')
@ApiQueryProblems()
@Controller('v1/reports')
export class ReportsController {
  readonly #reports: Reports;

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  @Get('revenue')
  @ApiOperation({
    summary:
      'Charges, refunds, proceeds, net revenue, taxes and counts over a span of business time',
  })
  @ApiRows(RevenueReportSchema, 'Each group and the total as JSON, or the groups as lines.')
  revenue(@Query(parametersPipe) parameters: RevenueParameters) {
    const { groupBy, timeZone, format } = parameters;
    const days = new LocalDays(timeZone);
    const from = instantOf(parameters.from, days);
    const to = instantOf(parameters.to, days);
    if (to <= from) throw new LedgerError('invalid-request', 'to must be later than from.');
    const { knownAt } = clocksOf(parameters);
    return this.#reports.of(format, {
      ...worldOf(parameters),
      from,
      to,
      groupBy,
      timeZone,
      ...(knownAt === undefined ? {} : { knownAt }),
    });
  }
}

/** A day stands for its first moment. The pipe has already refused everything else that is not an instant. */
const instantOf = (text: string, days: LocalDays): Instant =>
  readInstant(text) ?? days.firstMomentOf(text) ?? FIRST_INSTANT;
