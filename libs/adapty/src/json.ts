/** What a body can hold. Numbers that a float cannot hold exactly are kept as their source text, see `parseBody`. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object's own field: a body that lacks `constructor` must not be read as having one. */
export function ownField(object: JsonObject, name: string): JsonValue | undefined {
  const value = object[name];
  // Most fields that are looked up are absent: they cost only one look-up.
  return value === undefined || Object.hasOwn(object, name) ? value : undefined;
}
