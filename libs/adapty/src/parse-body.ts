import { Buffer, isAscii } from 'node:buffer';
import type { ErrorCode } from '@subledger/domain';
import { quoteLongNumbers } from './exact-numbers.js';
import { isJsonObject, type JsonObject } from './json.js';

export type ParsedBody =
  | { readonly ok: true; readonly body: JsonObject }
  | {
      readonly ok: false;
      readonly code: Extract<ErrorCode, 'body-not-json' | 'body-not-object'>;
      /** One sentence that quotes nothing from the body, so that it can be logged. */
      readonly reason: string;
    };

/** Strict: a body with a broken character is not what the sender wrote. Drops one byte-order mark. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

const notJson = (reason: string): ParsedBody => ({ ok: false, code: 'body-not-json', reason });

const notObject = (kind: string): ParsedBody => ({
  ok: false,
  code: 'body-not-object',
  reason: `The body is JSON, but ${kind} instead of an object.`,
});

function decode(bytes: Uint8Array): string | undefined {
  try {
    // Most bodies are ASCII, which needs no strict decoding.
    if (isAscii(bytes)) return latin1(bytes);
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

const latin1 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

function parseJson(text: string): { value: unknown } | { position: string | undefined } {
  const exact = quoteLongNumbers(text);
  try {
    if (exact !== null) return { value: JSON.parse(exact) as unknown };
  } catch {
    // Parsed again as it came, so that the reported position is the sender's.
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return { position: / at position (\d+)/.exec(message)?.[1] };
  }
}

/**
 * A webhook's bytes → its JSON object, or why there is none. Never throws.
 *
 * A number that a float may not hold exactly is returned as a string of its source text (`12345678901234567890` as
 * `'12345678901234567890'`): transaction ids are sent as bare numbers longer than 2^53, and money with up to 17
 * digits. The field readers accept digits as a number or as a string, so nothing else needs to know.
 */
export function parseBody(bytes: Uint8Array): ParsedBody {
  if (bytes.length === 0) return notJson('The body is empty.');
  const text = decode(bytes);
  if (text === undefined) return notJson('The body is not valid UTF-8.');
  const parsed = parseJson(text);
  if (!('value' in parsed)) {
    const where = parsed.position === undefined ? '' : ` from character ${parsed.position}`;
    return notJson(`The body is not valid JSON${where}.`);
  }
  const { value } = parsed;
  if (isJsonObject(value)) return { ok: true, body: value };
  return notObject(
    value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`,
  );
}
