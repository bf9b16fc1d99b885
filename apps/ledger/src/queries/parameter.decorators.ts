import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ENTRY_KINDS } from '@subledger/read-models';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Length, Max, MaxLength, Min } from 'class-validator';
import { IsInstantText } from './is-instant-text.js';
import { FORMATS } from './rows/format.js';

export const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 200;
/** A cursor may hold the key of a row, and keys hold senders' ids. */
const LONGEST_CURSOR = 16_384;

export const InstantParameter = (shown: {
  readonly description: string;
  readonly example: string;
}): PropertyDecorator => applyDecorators(ApiPropertyOptional(shown), IsOptional(), IsInstantText());

const LONGEST_TEXT = 1_024;

/** A text to look for. An empty one is no question: a variable that is not set must not read as nobody, or nothing. */
export const TextParameter =
  (shown: { readonly description: string; readonly example?: string }): PropertyDecorator =>
  (target, name) => {
    const message = `${String(name)} must be a text of 1 to ${LONGEST_TEXT} characters`;
    applyDecorators(
      ApiPropertyOptional(shown),
      IsOptional(),
      Length(1, LONGEST_TEXT, { message }),
    )(target, name);
  };

/** What an earlier page gave: a cursor, by whichever name. */
export const CursorParameter =
  (description: string): PropertyDecorator =>
  (target, name) => {
    const message = `${String(name)} must come from a page of this list`;
    applyDecorators(
      ApiPropertyOptional({ description }),
      IsOptional(),
      MaxLength(LONGEST_CURSOR, { message }),
    )(target, name);
  };

export const LimitParameter = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      default: DEFAULT_LIMIT,
      minimum: 1,
      maximum: LARGEST_LIMIT,
      description,
    }),
    IsOptional(),
    Type(() => Number),
    IsInt({ message: 'limit must be a whole number' }),
    Min(1, { message: 'limit must be at least 1' }),
    Max(LARGEST_LIMIT, { message: `limit must be at most ${LARGEST_LIMIT}` }),
  );

/** Several values of one parameter, separated by commas. */
const asList = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',') : value;

export const KindParameter = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      enum: ENTRY_KINDS,
      isArray: true,
      description: 'Only entries of these kinds, separated by commas.',
    }),
    IsOptional(),
    Transform(asList),
    IsIn(ENTRY_KINDS, {
      each: true,
      message: `kind must be one or more of ${ENTRY_KINDS.join(', ')}`,
    }),
  );

/** @param file what a file holds, and `json` what an answer as JSON is. */
export const FormatParameter = (file: string, json = 'a page'): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      enum: FORMATS,
      default: 'json',
      description: `json: ${json}. ndjson, csv: ${file}`,
    }),
    IsOptional(),
    IsIn(FORMATS, { message: 'format must be json, ndjson or csv' }),
  );
