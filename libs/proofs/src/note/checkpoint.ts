import { type Hash, HASH_BYTES } from '../tree/hashes.js';
import type { SignerKey } from './keys.js';
import { readNote, type SignedNote, signNote } from './signed-note.js';

/** The size of a tree in leaves, and the root over them. */
export interface TreeHead {
  readonly size: bigint;
  readonly root: Hash;
}

/** A signed tree head (C2SP's tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** The name of the log. */
  readonly origin: string;
  readonly note: SignedNote;
  /** The complete text, as it was written. */
  readonly text: string;
}

const BODY = /^([^\n]+)\n(0|[1-9]\d{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*$/u;

export const signCheckpoint = ({ size, root }: TreeHead, key: SignerKey): string =>
  signNote(`${key.verifier.name}\n${size}\n${root.toString('base64')}\n`, key);

/** Null if the text is not a checkpoint. Only a key can tell whether its signature is valid: `isSignedBy`. */
export function readCheckpoint(text: string): Checkpoint | null {
  const note = readNote(text);
  const [, origin, size, base64 = ''] = BODY.exec(note?.text ?? '') ?? [];
  const root = Buffer.from(base64, 'base64');
  if (note === null || origin === undefined || size === undefined) return null;
  if (root.length !== HASH_BYTES || root.toString('base64') !== base64) return null;
  return { origin, size: BigInt(size), root, note, text };
}

/** The first signer, by the name and ID of the key. */
export function signerOf({ note }: Checkpoint): string {
  const [first] = note.signatures;
  return first === undefined ? '' : `${first.name}+${first.keyId.toString('hex')}`;
}
