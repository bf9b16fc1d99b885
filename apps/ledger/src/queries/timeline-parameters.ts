import type { EntryKind } from '@subledger/read-models';
import type { Followed, TimelineQuestion } from '@subledger/queries';
import {
  CursorParameter,
  FormatParameter,
  InstantParameter,
  KindParameter,
} from './parameter.decorators.js';
import { clocksOf, KNOWN_AT, PageParameters, worldOf } from './query-parameters.js';
import type { Format } from './rows/format.js';

/** A page of a customer's, profile's or chain's recorded events, or all of them as a file. */
export class TimelineParameters extends PageParameters {
  @CursorParameter(
    'The previousCursor of a page: returns what precedes that page. Not together with cursor.',
  )
  readonly before?: string;

  @KindParameter()
  readonly kind?: readonly EntryKind[];

  @InstantParameter(KNOWN_AT)
  readonly knownAt?: string;

  @FormatParameter('everything as a file, whatever the limit.')
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
