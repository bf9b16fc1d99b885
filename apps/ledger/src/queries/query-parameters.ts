import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { type Environment, isPosition } from '@subledger/domain';
import type { AskedClocks, PageRequest, StatusQuestion, Whom } from '@subledger/queries';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { EnvironmentParameter } from '../openapi/environment-parameter.decorator.js';
import {
  CursorParameter,
  DEFAULT_LIMIT,
  InstantParameter,
  LimitParameter,
} from './parameter.decorators.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const LONGEST_TIMEOUT_MS = 30_000;

/** Read your own webhook: wait until the read model has reached a position. */
export class FreshnessParameters {
  @ApiPropertyOptional({
    description:
      'Wait until the read model has reached this position, which a webhook was acknowledged with.',
    example: '42',
  })
  @IsOptional()
  @Matches(/^\d{1,20}(\/\d{1,20})?$/, { message: 'minPosition must be a position such as 42' })
  readonly minPosition?: string;

  @ApiPropertyOptional({
    description: 'How long to wait for minPosition, in milliseconds; after that the answer is 504.',
    default: DEFAULT_TIMEOUT_MS,
    minimum: 0,
    maximum: LONGEST_TIMEOUT_MS,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'timeoutMs must be a whole number of milliseconds' })
  @Min(0, { message: 'timeoutMs must be 0 or more' })
  @Max(LONGEST_TIMEOUT_MS, { message: `timeoutMs must be at most ${LONGEST_TIMEOUT_MS}` })
  readonly timeoutMs: number = DEFAULT_TIMEOUT_MS;
}

/** Which of the two environments a query is about. */
export class WorldParameters extends FreshnessParameters {
  @EnvironmentParameter()
  readonly environment: Environment = 'production';
}

export const KNOWN_AT = {
  description:
    'Answer only from what had been recorded at this instant. Default: from everything recorded.',
  example: '2026-01-31T18:00:00Z',
} as const;

export const AT = {
  description: 'The instant that the question is about, past or future (ISO 8601). Default: now.',
  example: '2026-01-31T18:00:00Z',
} as const;

/** The parameters of a status query: in which environment, at which instant, how fresh. */
export class StatusParameters extends WorldParameters {
  @InstantParameter(AT)
  readonly at?: string;

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;
}

/** A page of a list in the log's order. */
export class PageParameters extends WorldParameters implements PageRequest {
  @CursorParameter("The nextCursor of the previous page. Default: the list's start.")
  readonly cursor?: string;

  @LimitParameter('The largest number of items on a page.')
  readonly limit: number = DEFAULT_LIMIT;
}

/** How fresh an answer must be. */
export const freshnessOf = ({ minPosition, timeoutMs }: FreshnessParameters) => ({
  timeoutMs,
  ...(minPosition !== undefined && isPosition(minPosition) ? { minPosition } : {}),
});

/** The same, plus the environment of a query. */
export const worldOf = (parameters: WorldParameters) => ({
  environment: parameters.environment,
  ...freshnessOf(parameters),
});

/** The parameters, as the question that a query answers. */
export const questionOf = (
  whom: Whom,
  parameters: WorldParameters & { readonly at?: string; readonly knownAt?: string },
): StatusQuestion => ({ whom, ...worldOf(parameters), ...clocksOf(parameters) });

/** Validated instants, as the two clocks of a question. */
export function clocksOf(asked: { readonly at?: string; readonly knownAt?: string }): AskedClocks {
  const [at, knownAt] = [asked.at, asked.knownAt].map((text) =>
    text === undefined ? undefined : readInstant(text),
  );
  return { ...(at === undefined ? {} : { at }), ...(knownAt === undefined ? {} : { knownAt }) };
}
