import { isJsonObject, type JsonObject, ownField } from './json.js';
import { readText } from './fields/text.js';

/** The two places where a field may stand: `event_properties`, and the body itself. */
export interface Envelope {
  readonly inner: JsonObject;
  readonly root: JsonObject;
}

const NOTHING: JsonObject = {};

export function openEnvelope(body: JsonObject): Envelope {
  const properties = ownField(body, 'event_properties');
  return { inner: isJsonObject(properties) ? properties : NOTHING, root: body };
}

/**
 * A field by name: the inner one is the event's own, the root one the fallback, also where the inner one is
 * unreadable.
 */
export const readField = <T>(
  envelope: Envelope,
  name: string,
  read: (value: unknown) => T | undefined,
): T | undefined => read(ownField(envelope.inner, name)) ?? read(ownField(envelope.root, name));

/** The event's name stands at the root only: stores have types of their own among their properties. */
export const readEventName = ({ root }: Envelope): string | undefined =>
  readText(ownField(root, 'event_type'));
