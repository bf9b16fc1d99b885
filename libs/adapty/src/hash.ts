import { hash } from 'node:crypto';

/** SHA-256 of a body's exact bytes, in 64 lower-case hex digits. */
export const hashBody = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/**
 * SHA-256 of a list of texts, in hex. The list is written as a JSON array, so that no two lists are written
 * alike: neither `['a', 'bc']` and `['ab', 'c']`, nor an absent text and an empty one, nor lone surrogates.
 */
export const hashList = (texts: readonly (string | null)[]): string =>
  hash('sha256', JSON.stringify(texts), 'hex');
