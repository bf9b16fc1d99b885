import { LedgerError } from '@subledger/domain';
import type { LeafEvent } from './leaf.js';
import { HASH_BYTES } from './tree/hashes.js';

/** JSON that somebody else may have written: each field has the right form, or is refused with a short message. */
export type Fields = Readonly<Record<string, unknown>>;

/** The event in a bundle's line or in a proof: both use the same names. */
export function eventIn(fields: Fields): LeafEvent {
  const metadata = fieldsIn(fields, 'metadata');
  if (!Object.values(metadata).every(isText)) refuse('metadata is not an object of texts');
  return {
    id: textIn(fields, 'id'),
    stream: textIn(fields, 'stream'),
    revision: numberIn(fields, 'revision'),
    type: textIn(fields, 'type'),
    metadata: metadata as LeafEvent['metadata'],
    data: bytesIn(fields, 'data'),
  };
}

/** @throws LedgerError `invalid-request` */
export function fieldsOf(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isFields(parsed)) return parsed;
  } catch {
    // Refused below.
  }
  return refuse('it is not a JSON object');
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function fieldsIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : refuse(`${name} is not an object`);
}

const isText = (value: unknown): value is string => typeof value === 'string';

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return isText(value) ? value : refuse(`${name} is not a text`);
}

export function numberIn(fields: Fields, name: string): bigint {
  const text = textIn(fields, name);
  return /^(0|[1-9]\d{0,18})$/.test(text) ? BigInt(text) : refuse(`${name} is not a number`);
}

/** Base64 in its usual form: another spelling of the same bytes counts as a change. */
function bytesIn(fields: Fields, name: string): Buffer {
  const text = textIn(fields, name);
  const bytes = Buffer.from(text, 'base64');
  return base64(bytes) === text ? bytes : refuse(`${name} is not base64`);
}

export function hashIn(fields: Fields, name: string): Buffer {
  const bytes = bytesIn(fields, name);
  return bytes.length === HASH_BYTES ? bytes : refuse(`${name} is not a SHA-256`);
}

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

export function refuse(reason: string): never {
  throw new LedgerError('invalid-request', reason);
}
