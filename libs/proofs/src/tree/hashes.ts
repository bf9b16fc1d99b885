import { createHash, hash } from 'node:crypto';

/** The 32 bytes of a SHA-256. */
export type Hash = Buffer;

export const HASH_BYTES = 32;

/** RFC 6962, section 2.1: without different prefixes a leaf could be passed off as a node. */
const LEAF_PREFIX = Buffer.of(0x00);
const NODE_PREFIX = Buffer.of(0x01);

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Hash = hash('sha256', '', 'buffer');

/** The hash of a leaf, whose bytes are given in pieces to avoid joining them. */
export function leafHash(...pieces: readonly Uint8Array[]): Hash {
  const hashing = createHash('sha256').update(LEAF_PREFIX);
  for (const piece of pieces) hashing.update(piece);
  return hashing.digest();
}

export const nodeHash = (left: Uint8Array, right: Uint8Array): Hash =>
  hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer');
