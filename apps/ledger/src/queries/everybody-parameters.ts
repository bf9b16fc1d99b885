import type { AskedClocks, PageRequest } from '@subledger/queries';
import { FormatParameter, InstantParameter } from './parameter.decorators.js';
import { AT, clocksOf, KNOWN_AT, PageParameters, worldOf } from './query-parameters.js';
import type { Format } from './rows/format.js';

/** A list about everybody: as of a moment, by what was known, and also as a file. */
export class EverybodyParameters extends PageParameters {
  @InstantParameter(AT)
  readonly at?: string;

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;

  @FormatParameter('all of them as a file, whatever the limit.')
  readonly format: Format = 'json';
}

/** What every question about such a list has. */
export const everybodyQuestionOf = (
  parameters: EverybodyParameters,
): ReturnType<typeof worldOf> & AskedClocks & PageRequest => ({
  ...worldOf(parameters),
  ...clocksOf(parameters),
  limit: parameters.limit,
  ...(parameters.cursor === undefined ? {} : { cursor: parameters.cursor }),
});
