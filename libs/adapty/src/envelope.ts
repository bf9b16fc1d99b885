import { isJsonObject, type JsonObject, ownField } from './json.js';
import { readText } from './fields/text.js';

/** The two places where a field may be: `event_properties`, and the body itself. */
export interface Envelope {
  readonly inner: JsonObject;
  readonly root: JsonObject;
  /** Fields that were looked up and present, but could not be read; each once. */
  readonly unreadable: string[];
}

const NOTHING: JsonObject = {};

export function openEnvelope(body: JsonObject): Envelope {
  const properties = ownField(body, 'event_properties');
  return { inner: isJsonObject(properties) ? properties : NOTHING, root: body, unreadable: [] };
}

/**
 * Reads a field by name. The inner one is the event's own; the root one is the fallback, even when the inner one
 * is unreadable. If a field is present but readable in neither place, that is recorded.
 */
export function readField<T>(
  { inner, root, unreadable }: Envelope,
  name: string,
  read: (value: unknown) => T | undefined,
): T | undefined {
  const own = ownField(inner, name);
  const value = read(own);
  if (value !== undefined) return value;
  const fallback = ownField(root, name);
  const instead = read(fallback);
  if (instead === undefined && !(isEmpty(own) && isEmpty(fallback)) && !unreadable.includes(name))
    unreadable.push(name);
  return instead;
}

/** Absent, null and empty mean the same: the field says nothing. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** The event's name is only looked up at the root: stores have types of their own among their properties. */
export const readEventName = ({ root }: Envelope): string | undefined =>
  readText(ownField(root, 'event_type'));
