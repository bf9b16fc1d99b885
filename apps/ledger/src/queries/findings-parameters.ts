import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { FINDING_KINDS, type FindingKind } from '@subledger/domain';
import type { FindingsQuestion } from '@subledger/queries';
import { IsIn, IsOptional } from 'class-validator';
import { FormatParameter, InstantParameter } from './parameter.decorators.js';
import { AT, clocksOf, KNOWN_AT, PageParameters, worldOf } from './query-parameters.js';
import type { Format } from './rows/format.js';

export class FindingsParameters extends PageParameters {
  @ApiPropertyOptional({ enum: FINDING_KINDS, description: 'Only findings of this kind.' })
  @IsOptional()
  @IsIn(FINDING_KINDS, { message: `kind must be one of ${FINDING_KINDS.join(', ')}` })
  readonly kind?: FindingKind;

  @InstantParameter({
    description: 'Only findings that appeared at or after this instant.',
    example: '2026-01-01T00:00:00Z',
  })
  readonly since?: string;

  @InstantParameter(AT)
  readonly at?: string;

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;

  @FormatParameter('all of them as a file, whatever the limit.')
  readonly format: Format = 'json';
}

export function findingsQuestionOf(parameters: FindingsParameters): FindingsQuestion {
  const { kind, cursor, limit } = parameters;
  const since = parameters.since === undefined ? undefined : readInstant(parameters.since);
  return {
    ...worldOf(parameters),
    ...clocksOf(parameters),
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since }),
  };
}
