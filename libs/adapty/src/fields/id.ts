import { isUuid } from '@subledger/domain';

/**
 * An id's exact text: `1000` and `"1000"` are one transaction, and `GPA.1234..3` stays as it is. Nothing is
 * trimmed, and numbers too long for a float have arrived as text (see `parseBody`). A fraction is not an id.
 */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return BigInt(value).toString();
}

/** An id that is usually a UUID: UUIDs are case-insensitive, any other text keeps its case. */
export function readUuidOrId(value: unknown): string | undefined {
  const id = readId(value);
  return id !== undefined && isUuid(id) ? id.toLowerCase() : id;
}
