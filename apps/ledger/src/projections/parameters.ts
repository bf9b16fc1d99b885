import type { PipeTransform } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { type Environment, ENVIRONMENTS } from '@subledger/domain';
import type { RebuildDiffQuestion } from '@subledger/queries';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { refusal } from '../http/refusal.js';
import { ENVIRONMENT } from '../openapi/parameters.js';
import { IsInstantText } from '../queries/is-instant-text.js';
import { DEFAULT_LIMIT, LARGEST_LIMIT, LONGEST_CURSOR } from '../queries/query-parameters.js';

/** The number of a rebuild in an address: what is longer would be no whole number in some databases. */
export const rebuildNumberPipe: PipeTransform<string, number> = {
  transform: (text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw refusal('The address wants the number of a rebuild, such as 7');
  },
};

export class VerificationParameters {
  @ApiPropertyOptional({
    description: 'The nextCursor of the page before. Default: the beginning.',
  })
  @IsOptional()
  @MaxLength(LONGEST_CURSOR, { message: 'cursor wants what a page of this list gave' })
  readonly cursor?: string;
}

export class DiffParameters extends VerificationParameters {
  @ApiPropertyOptional(ENVIRONMENT)
  @IsOptional()
  @IsIn(ENVIRONMENTS, { message: 'environment wants production or sandbox' })
  readonly environment: Environment = 'production';

  @ApiPropertyOptional({
    description: 'The instant that the answers are about (ISO 8601). Default: now.',
    example: '2026-01-31T18:00:00Z',
  })
  @IsOptional()
  @IsInstantText()
  readonly at?: string;

  @ApiPropertyOptional({
    default: DEFAULT_LIMIT,
    minimum: 1,
    maximum: LARGEST_LIMIT,
    description: 'How many customers and profiles a page looks at.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'limit wants a whole number' })
  @Min(1, { message: 'limit wants at least 1' })
  @Max(LARGEST_LIMIT, { message: `limit wants at most ${LARGEST_LIMIT}` })
  readonly limit: number = DEFAULT_LIMIT;
}

export function diffQuestionOf(
  rebuild: number,
  { environment, cursor, limit, ...parameters }: DiffParameters,
): RebuildDiffQuestion {
  const at = parameters.at === undefined ? undefined : readInstant(parameters.at);
  return {
    rebuild,
    environment,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(at === undefined ? {} : { at }),
  };
}
