import { type Hash, HASH_BYTES } from '../tree/hashes.js';
import type { SignerKey } from './keys.js';
import { readNote, type SignedNote, signNote } from './signed-note.js';

/** How many leaves a tree had, and the root over them. */
export interface TreeHead {
  readonly size: bigint;
  readonly root: Hash;
}

/** A tree head that somebody has put a name under (C2SP's tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** Which log it is of. */
  readonly origin: string;
  readonly note: SignedNote;
  /** The whole of it, as it was written. */
  readonly text: string;
}

const BODY = /^([^\n]+)\n(0|[1-9]\d{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*$/u;

export const signCheckpoint = ({ size, root }: TreeHead, key: SignerKey): string =>
  signNote(`${key.verifier.name}\n${size}\n${root.toString('base64')}\n`, key);

/** Null for what is no checkpoint. Whether its signature is good, only a key can tell: `isSignedBy`. */
export function readCheckpoint(text: string): Checkpoint | null {
  const note = readNote(text);
  const [, origin, size, base64 = ''] = BODY.exec(note?.text ?? '') ?? [];
  const root = Buffer.from(base64, 'base64');
  if (note === null || origin === undefined || size === undefined) return null;
  if (root.length !== HASH_BYTES || root.toString('base64') !== base64) return null;
  return { origin, size: BigInt(size), root, note, text };
}

/** Who signed it first, as a key is named: its name and its ID. */
export function signerOf({ note }: Checkpoint): string {
  const [first] = note.signatures;
  return first === undefined ? '' : `${first.name}+${first.keyId.toString('hex')}`;
}
