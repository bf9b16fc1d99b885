import type { SignerKey, VerifierKey } from './keys.js';

const MOST_CHARACTERS = 1_000_000;
const MOST_SIGNATURES = 100;
const ID_BYTES = 4;
/** An em dash, the name of a key, and base64 of the key's ID and the signature. */
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/u;

/** A text with its signatures (C2SP's signed-note), parsed but not yet verified. */
export interface SignedNote {
  /** What was signed, with the newline at its end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

/** @param text ends with a newline. */
export function signNote(text: string, key: SignerKey): string {
  const signature = Buffer.concat([key.verifier.id, key.sign(text)]).toString('base64');
  return `${text}\n— ${key.verifier.name} ${signature}\n`;
}

/** Null if it is not a signed note. */
export function readNote(note: string): SignedNote | null {
  if (note.length > MOST_CHARACTERS || /(?!\n)\p{Cc}/u.test(note)) return null;
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  const signatures = lines.map(signatureOf).filter((signature) => signature !== null);
  const isWhole = signatures.length === lines.length && lines.length <= MOST_SIGNATURES;
  return isWhole ? { text: note.slice(0, split + 1), signatures } : null;
}

function signatureOf(line: string): NoteSignature | null {
  const [, name, base64] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || base64 === undefined) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length <= ID_BYTES) return null;
  return { name, keyId: bytes.subarray(0, ID_BYTES), signature: bytes.subarray(ID_BYTES) };
}

/** Whether the key has signed the note. Signatures of others, such as witnesses, are ignored. */
export const isSignedBy = ({ text, signatures }: SignedNote, key: VerifierKey): boolean =>
  signatures.some(
    ({ name, keyId, signature }) =>
      name === key.name && keyId.equals(key.id) && key.verifies(text, signature),
  );
