import type { PipeTransform } from '@nestjs/common';
import { readInstant } from '@subledger/adapty';
import type { Environment } from '@subledger/domain';
import type { RebuildDiffQuestion } from '@subledger/queries';
import { refusal } from '../http/refusal.js';
import { EnvironmentParameter } from '../openapi/environment-parameter.decorator.js';
import {
  CursorParameter,
  DEFAULT_LIMIT,
  InstantParameter,
  LimitParameter,
} from '../queries/parameter.decorators.js';

/** The number of a rebuild in an address: some databases cannot hold a longer one as an integer. */
export const rebuildNumberPipe: PipeTransform<string, number> = {
  transform: (text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw refusal('The address must name the number of a rebuild, such as 7');
  },
};

export class VerificationParameters {
  @CursorParameter('The nextCursor of the previous page. Default: the beginning.')
  readonly cursor?: string;
}

export class RebuildDiffParameters extends VerificationParameters {
  @EnvironmentParameter()
  readonly environment: Environment = 'production';

  @InstantParameter({
    description: 'The instant that the answers are about (ISO 8601). Default: now.',
    example: '2026-01-31T18:00:00Z',
  })
  readonly at?: string;

  @LimitParameter('How many customers and profiles a page looks at.')
  readonly limit: number = DEFAULT_LIMIT;
}

export function rebuildDiffQuestionOf(
  rebuild: number,
  { environment, cursor, limit, ...parameters }: RebuildDiffParameters,
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
