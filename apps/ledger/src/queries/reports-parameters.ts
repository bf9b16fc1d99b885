import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { FIRST_INSTANT, type Instant, LedgerError } from '@subledger/domain';
import {
  LocalDays,
  type PageRequest,
  REVENUE_GROUPS,
  type RevenueEntriesQuestion,
  type RevenueGrouping,
  type RevenueQuestion,
} from '@subledger/queries';
import { IsIn, IsOptional } from 'class-validator';
import { IsDayOrInstant } from './is-instant-text.js';
import { IsTimeZone } from './is-time-zone.js';
import {
  CursorParameter,
  DEFAULT_LIMIT,
  FormatParameter,
  InstantParameter,
  LimitParameter,
} from './parameter.decorators.js';
import { clocksOf, KNOWN_AT, WorldParameters, worldOf } from './query-parameters.js';
import type { Format } from './rows/format.js';

class SpanParameters extends WorldParameters {
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
    default: 'UTC',
    description:
      'Whose days and months: a name of the IANA time zone database, or an offset (+ is written %2B in an address).',
    example: 'America/New_York',
  })
  @IsOptional()
  @IsTimeZone()
  readonly timeZone: string = 'UTC';

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;
}

export class RevenueParameters extends SpanParameters {
  @ApiPropertyOptional({
    enum: REVENUE_GROUPS,
    default: 'day',
    description: 'What the report is grouped by.',
  })
  @IsOptional()
  @IsIn(REVENUE_GROUPS, { message: `groupBy must be one of ${REVENUE_GROUPS.join(', ')}` })
  readonly groupBy: RevenueGrouping = 'day';

  @FormatParameter('its groups as a file.', 'the report with its total')
  readonly format: Format = 'json';
}

export class RevenueEntriesParameters extends SpanParameters {
  @CursorParameter("The nextCursor of the previous page. Default: the list's start.")
  readonly cursor?: string;

  @LimitParameter('The largest number of items on a page.')
  readonly limit: number = DEFAULT_LIMIT;

  @FormatParameter('all of them as a file, whatever the limit.')
  readonly format: Format = 'json';
}

/** @throws LedgerError `invalid-request` for a span that ends before it begins. */
export const revenueQuestionOf = (
  parameters: RevenueParameters,
): Omit<RevenueQuestion, 'isFile'> => ({
  ...spanOf(parameters),
  groupBy: parameters.groupBy,
  timeZone: parameters.timeZone,
});

/** @throws LedgerError as `revenueQuestionOf`. */
export const entriesQuestionOf = (
  parameters: RevenueEntriesParameters,
): RevenueEntriesQuestion & PageRequest => ({
  ...spanOf(parameters),
  limit: parameters.limit,
  ...(parameters.cursor === undefined ? {} : { cursor: parameters.cursor }),
});

function spanOf(parameters: SpanParameters) {
  const days = new LocalDays(parameters.timeZone);
  const from = instantOf(parameters.from, days);
  const to = instantOf(parameters.to, days);
  if (to <= from) throw new LedgerError('invalid-request', 'to must be later than from.');
  const { knownAt } = clocksOf(parameters);
  return { ...worldOf(parameters), from, to, ...(knownAt === undefined ? {} : { knownAt }) };
}

/** A day stands for its first moment. The pipe has already refused everything else that is not an instant. */
const instantOf = (text: string, days: LocalDays): Instant =>
  readInstant(text) ?? days.firstMomentOf(text) ?? FIRST_INSTANT;
