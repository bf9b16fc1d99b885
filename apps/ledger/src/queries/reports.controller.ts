import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { type Instant, LedgerError } from '@subledger/domain';
import { GetRevenue, REVENUE_GROUPS, type RevenueGrouping } from '@subledger/queries';
import { IsIn, IsOptional } from 'class-validator';
import { RequireScope } from '../access/access.decorators.js';
import { ApiProblem, ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { IsDayOrInstant } from './is-instant-text.js';
import { InstantParameter } from './parameter.decorators.js';
import { parametersPipe } from './parameters.pipe.js';
import { clocksOf, KNOWN_AT, WorldParameters, worldOf } from './query-parameters.js';
import { RevenueReportSchema } from './reports.openapi.js';

class RevenueParameters extends WorldParameters {
  @ApiProperty({
    description: 'Business time, inclusive: a day (UTC) or an instant.',
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
    description: 'What a group of the report is.',
  })
  @IsOptional()
  @IsIn(REVENUE_GROUPS, { message: `groupBy wants one of ${REVENUE_GROUPS.join(', ')}` })
  readonly groupBy: RevenueGrouping = 'day';

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;
}

@ApiTags('Reports')
@RequireScope('read')
@ApiProblem(422, 'The report would have more than 10,000 groups.')
@ApiQueryProblems()
@Controller('v1/reports')
export class ReportsController {
  readonly #queries: QueryBus;

  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Get('revenue')
  @ApiOperation({
    summary: 'Charges, refunds, proceeds, net revenue, taxes and counts of a span of business time',
  })
  @ApiOkResponse({ type: RevenueReportSchema, description: 'Each group, and the total.' })
  revenue(@Query(parametersPipe) parameters: RevenueParameters) {
    const from = instantOf(parameters.from);
    const to = instantOf(parameters.to);
    if (to <= from) throw new LedgerError('invalid-request', 'to wants a time after from.');
    const { groupBy } = parameters;
    const { knownAt } = clocksOf(parameters);
    return this.#queries.execute(
      new GetRevenue({
        ...worldOf(parameters),
        from,
        to,
        groupBy,
        ...(knownAt === undefined ? {} : { knownAt }),
      }),
    );
  }
}

/** A day is its first moment, UTC. The pipe has refused everything else that is no instant. */
function instantOf(text: string): Instant {
  const instant = readInstant(text) ?? readInstant(`${text}T00:00:00Z`);
  if (instant === undefined) throw new LedgerError('invalid-request', `${text} is no instant.`);
  return instant;
}
