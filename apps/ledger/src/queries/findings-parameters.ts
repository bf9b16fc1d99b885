import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { FINDING_KINDS, type FindingKind } from '@subledger/domain';
import type { FindingsQuestion, PageRequest } from '@subledger/queries';
import { IsIn, IsOptional } from 'class-validator';
import { EverybodyParameters, everybodyQuestionOf } from './everybody-parameters.js';
import { InstantParameter } from './parameter.decorators.js';

export class FindingsParameters extends EverybodyParameters {
  @ApiPropertyOptional({ enum: FINDING_KINDS, description: 'Only findings of this kind.' })
  @IsOptional()
  @IsIn(FINDING_KINDS, { message: `kind must be one of ${FINDING_KINDS.join(', ')}` })
  readonly kind?: FindingKind;

  @InstantParameter({
    description: 'Only findings that appeared at or after this instant.',
    example: '2026-01-01T00:00:00Z',
  })
  readonly since?: string;
}

export function findingsQuestionOf(parameters: FindingsParameters): FindingsQuestion & PageRequest {
  const { kind } = parameters;
  const since = parameters.since === undefined ? undefined : readInstant(parameters.since);
  return {
    ...everybodyQuestionOf(parameters),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since }),
  };
}
