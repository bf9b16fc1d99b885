import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import type { EventsQuestion } from '@subledger/queries';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsInstantText } from './is-instant-text.js';
import { PageParameters, worldOf } from './query-parameters.js';

const LONGEST_ID = 1_024;

export class EventsParameters extends PageParameters {
  @ApiPropertyOptional({ description: "Only events of this customer's profiles and their chains." })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_ID)
  readonly customer?: string;

  @ApiPropertyOptional({
    description: 'Only events of this name, in our terms or as it came.',
    example: 'subscription_renewed',
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_ID)
  readonly type?: string;

  @ApiPropertyOptional({
    description: 'Only events that were received at or after this instant.',
    example: '2026-01-01T00:00:00Z',
  })
  @IsOptional()
  @IsInstantText({ message: 'since wants an instant such as 2026-01-01T00:00:00Z' })
  readonly since?: string;

  @ApiPropertyOptional({
    enum: ['oldest', 'newest'],
    default: 'oldest',
    description:
      'Where a list without cursor begins: at the start of the log, or with the newest events before now.',
  })
  @IsOptional()
  @IsIn(['oldest', 'newest'], { message: 'from wants oldest or newest' })
  readonly from: 'oldest' | 'newest' = 'oldest';
}

export function eventsQuestionOf(parameters: EventsParameters): EventsQuestion {
  const { customer, type, cursor, limit, from } = parameters;
  const since = parameters.since === undefined ? undefined : readInstant(parameters.since);
  return {
    ...worldOf(parameters),
    newest: from === 'newest',
    limit,
    ...(customer === undefined ? {} : { customerUserId: customer }),
    ...(type === undefined ? {} : { type }),
    ...(since === undefined ? {} : { since }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
