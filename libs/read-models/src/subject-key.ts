import { longText, textKey, textOfKey } from './text-key.js';

/** Hexadecimal digits before a subject's own text: 65,536 ranges of keys. */
const HASH_DIGITS = 4;

/**
 * The key of a subject: a short hash of it, then its text. The hash in front spreads subjects evenly over the
 * range of keys, whatever senders call their transactions, so that a rebuild can divide that range into equal
 * parts and write each in the order of its keys.
 */
export const subjectKey = (subject: string): string => `${hashOf(subject)} ${textKey(subject)}`;

/** What is stored beside a key that does not contain its subject; null if it does. */
export const longSubject = (subject: string): string | null => longText(subject);

/** The subject that a key, and what is stored beside it, were made from. */
export const subjectOfKey = (key: string, long: string | null): string =>
  textOfKey(key.slice(HASH_DIGITS + 1), long);

/** Which of the 65,536 ranges a key lies in. */
export const rangeOfKey = (key: string): number => Number.parseInt(key.slice(0, HASH_DIGITS), 16);

export const KEY_RANGES = 16 ** HASH_DIGITS;

/**
 * FNV-1a over the text's code units (Fowler, Noll, Vo), folded to 16 bits: uniform, fast, and not meant to be
 * secret.
 */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1)
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  const folded = ((hash >>> 16) ^ hash) & (KEY_RANGES - 1);
  return folded.toString(16).padStart(HASH_DIGITS, '0');
}
