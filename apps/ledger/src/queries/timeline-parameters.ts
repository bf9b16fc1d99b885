import { ApiPropertyOptional } from '@nestjs/swagger';
import { ENTRY_KINDS, type EntryKind } from '@subledger/read-models';
import type { Followed, TimelineQuestion } from '@subledger/queries';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { IsInstantText } from './is-instant-text.js';
import {
  asList,
  clocksOf,
  KNOWN_AT,
  LONGEST_CURSOR,
  PageParameters,
  worldOf,
} from './query-parameters.js';
import { type Format, FORMATS } from './rows/format.js';

/** A page of somebody's recorded events, or all of them as a file. */
export class TimelineParameters extends PageParameters {
  @ApiPropertyOptional({
    description: 'The previousCursor of a page: gives what precedes that page. Not with cursor.',
  })
  @IsOptional()
  @MaxLength(LONGEST_CURSOR, { message: 'before wants what a page of this list gave' })
  readonly before?: string;

  @ApiPropertyOptional({
    enum: ENTRY_KINDS,
    isArray: true,
    description: 'Only entries of these kinds, with commas between them.',
  })
  @IsOptional()
  @Transform(asList)
  @IsIn(ENTRY_KINDS, { each: true, message: `kind wants some of ${ENTRY_KINDS.join(', ')}` })
  readonly kind?: readonly EntryKind[];

  @ApiPropertyOptional(KNOWN_AT)
  @IsOptional()
  @IsInstantText()
  readonly knownAt?: string;

  @ApiPropertyOptional({
    enum: FORMATS,
    default: 'json',
    description: 'json: a page. ndjson, csv: everything as a file, whatever the limit.',
  })
  @IsOptional()
  @IsIn(FORMATS, { message: 'format wants json, ndjson or csv' })
  readonly format: Format = 'json';
}

export function timelineQuestionOf(
  whom: Followed,
  parameters: TimelineParameters,
): TimelineQuestion {
  const { cursor, before, kind, knownAt } = parameters;
  return {
    whom,
    ...worldOf(parameters),
    ...clocksOf(knownAt === undefined ? {} : { knownAt }),
    ...(kind === undefined ? {} : { kinds: kind }),
    ...(cursor === undefined ? {} : { after: cursor }),
    ...(before === undefined ? {} : { before }),
  };
}
