import { ApiPropertyOptional } from '@nestjs/swagger';
import type { HoldersQuestion, PageRequest } from '@subledger/queries';
import { IsOptional, MaxLength } from 'class-validator';
import { EverybodyParameters, everybodyQuestionOf } from './everybody-parameters.js';

const LONGEST_LEVEL = 1_024;

export class HoldersParameters extends EverybodyParameters {
  @ApiPropertyOptional({
    description: 'Only this access level. Default: every level.',
    example: 'premium',
  })
  @IsOptional()
  @MaxLength(LONGEST_LEVEL, {
    message: `level must be a text of at most ${LONGEST_LEVEL} characters`,
  })
  readonly level?: string;
}

export const holdersQuestionOf = (
  parameters: HoldersParameters,
): HoldersQuestion & PageRequest => ({
  ...everybodyQuestionOf(parameters),
  ...(parameters.level === undefined ? {} : { levelId: parameters.level }),
});
