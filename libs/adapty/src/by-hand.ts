import {
  type Environment,
  type Fact,
  type Instant,
  RECORDED_TYPES,
  subjectOf,
} from '@subledger/domain';
import type { EventNames } from './event-type.js';
import { readId } from './fields/id.js';
import { said } from './fields/said.js';
import { readText } from './fields/text.js';
import { isJsonObject, type JsonObject, ownField } from './json.js';
import { parseBody } from './parse-body.js';
import { translate } from './translate.js';

/** A person's statement that an event is wrong, as the log keeps it. */
export interface Correction {
  readonly by: string;
  readonly why: string;
  /** The scope of the key that it came with. */
  readonly scope: string;
  /**
   * The event, with the body that it was translated from: the correction uses it to find the event's subject
   * again.
   */
  readonly supersedes: { readonly eventId: string; readonly body: string };
  /** What is true instead, as a webhook would have brought it; null if nothing is. */
  readonly replacement: string | null;
}

/** A person's note on a customer, as the log keeps it. */
export interface Annotation {
  readonly by: string;
  readonly text: string;
  readonly scope: string;
  readonly customerUserId: string;
  readonly profileId: string;
  /** The recorded event that the note is about. */
  readonly eventId: string | null;
}

export const writeByHand = (document: Correction | Annotation): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(document));

/** What recording added. */
export interface ByHand {
  readonly eventId: string;
  readonly environment: Environment;
  readonly recordedAt: Instant;
  readonly stream: string;
}

/**
 * What a correction says: that the event no longer counts, and what counts instead. It gives two facts if the
 * replacement is about another subject than the event, so that both subjects receive it; the more complete one
 * comes first.
 */
export function readCorrection(
  recorded: ByHand,
  bytes: Uint8Array,
  names: EventNames,
): readonly Fact[] {
  const told = objectIn(bytes);
  const wrong = fieldsOf(ownField(told, 'supersedes'));
  const supersedes = readText(ownField(wrong, 'eventId')) ?? '';
  const note = { by: textOf(told, 'by'), text: textOf(told, 'why') };
  const original = translateText(
    ownField(wrong, 'body'),
    { ...recorded, eventId: supersedes },
    names,
  );
  const { stream, eventId, environment, recordedAt } = recorded;
  const retraction = said<Fact>({
    eventId,
    environment,
    recordedAt,
    stream,
    supersedes,
    note,
    type: 'retraction',
    name: RECORDED_TYPES.superseded,
    occurredAt: recordedAt,
    chain: original?.chain,
    profileId: original?.profileId,
  });
  const replacement = translateText(ownField(told, 'replacement'), recorded, names);
  if (replacement === undefined) return [retraction];
  const statement: Fact = { ...replacement, stream, supersedes, note };
  return subjectOf(statement) === subjectOf(retraction) ? [statement] : [statement, retraction];
}

/** What an annotation says: that somebody wrote it. It ties no customer to the profile, and changes no answer. */
export function readAnnotation(
  { eventId, environment, recordedAt, stream }: ByHand,
  bytes: Uint8Array,
): Fact {
  const told = objectIn(bytes);
  const about = readText(ownField(told, 'eventId'));
  return said<Fact>({
    eventId,
    environment,
    recordedAt,
    stream,
    type: 'annotation',
    name: RECORDED_TYPES.annotated,
    occurredAt: recordedAt,
    profileId: readId(ownField(told, 'profileId')),
    note: {
      by: textOf(told, 'by'),
      text: textOf(told, 'text'),
      ...(about === undefined ? {} : { about }),
    },
  });
}

/** What a body would say as a webhook received now; undefined if it is not an event. */
function translateText(
  text: unknown,
  recorded: Omit<ByHand, 'stream'>,
  names: EventNames,
): Fact | undefined {
  if (typeof text !== 'string') return undefined;
  const parsed = parseBody(new TextEncoder().encode(text));
  if (!parsed.ok) return undefined;
  const { eventId, environment, recordedAt } = recorded;
  return translate({ eventId, environment, recordedAt, body: parsed.body }, names);
}

function objectIn(bytes: Uint8Array): JsonObject {
  const parsed = parseBody(bytes);
  return parsed.ok ? parsed.body : {};
}

const fieldsOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

const textOf = (object: JsonObject, name: string): string => readText(ownField(object, name)) ?? '';
