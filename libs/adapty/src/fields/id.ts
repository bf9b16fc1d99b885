import { isUuid } from '@subledger/domain';

/**
 * An id's exact text: `1000` and `"1000"` are one transaction, and `GPA.1234..3` stays what it is. Nothing is
 * trimmed, and digits too many for a float have come as text (see `parseBody`). A fraction is no id.
 */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return BigInt(value).toString();
}

/** An id that is mostly a UUID: UUIDs have no case, any other text keeps its own. */
export function readUuidOrId(value: unknown): string | undefined {
  const id = readId(value);
  return id !== undefined && isUuid(id) ? id.toLowerCase() : id;
}
