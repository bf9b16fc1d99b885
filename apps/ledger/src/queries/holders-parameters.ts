import { ApiPropertyOptional } from '@nestjs/swagger';
import type { HoldersQuestion } from '@subledger/queries';
import { IsOptional, MaxLength } from 'class-validator';
import { FormatParameter, InstantParameter } from './parameter.decorators.js';
import { AT, clocksOf, KNOWN_AT, PageParameters, worldOf } from './query-parameters.js';
import type { Format } from './rows/format.js';

const LONGEST_LEVEL = 1_024;

export class HoldersParameters extends PageParameters {
  @ApiPropertyOptional({
    description: 'Only this access level. Default: every level.',
    example: 'premium',
  })
  @IsOptional()
  @MaxLength(LONGEST_LEVEL, {
    message: `level must be a text of at most ${LONGEST_LEVEL} characters`,
  })
  readonly level?: string;

  @InstantParameter(AT)
  readonly at?: string;

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;

  @FormatParameter('all of them as a file, whatever the limit.')
  readonly format: Format = 'json';
}

export const holdersQuestionOf = (parameters: HoldersParameters): HoldersQuestion => ({
  ...worldOf(parameters),
  ...clocksOf(parameters),
  limit: parameters.limit,
  ...(parameters.level === undefined ? {} : { levelId: parameters.level }),
  ...(parameters.cursor === undefined ? {} : { cursor: parameters.cursor }),
});
