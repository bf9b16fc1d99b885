import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { LedgerError } from '@subledger/domain';

/** C2SP's signed-note: the type of plain Ed25519 signatures. */
const ED25519 = 0x01;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** The DER header before a bare key (RFC 8410), which Node requires. */
const PRIVATE_KEY_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** The name of a key: what a signature line shows, and the first line of a checkpoint. */
const NAME = /^[^\s+\p{Cc}]{1,255}$/u;

/** C2SP's key ID: shows whose signature it is before anybody verifies it. */
const keyIdOf = (name: string, publicKey: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed(publicKey)]), 'buffer').subarray(
    0,
    4,
  );

const typed = (key: Buffer): Buffer => Buffer.concat([Buffer.of(ED25519), key]);

/** Checks signatures: the public half. */
export class VerifierKey {
  readonly name: string;
  readonly #bytes: Buffer;
  readonly #key: KeyObject;

  constructor(name: string, publicKey: Buffer) {
    this.name = name;
    this.#bytes = publicKey;
    this.#key = createPublicKey({
      key: Buffer.concat([PUBLIC_KEY_HEADER, publicKey]),
      format: 'der',
      type: 'spki',
    });
  }

  get id(): Buffer {
    return keyIdOf(this.name, this.#bytes);
  }

  /** `example.com/log+c74f20a3`: the part that a signature line shows. */
  get shortText(): string {
    return `${this.name}+${this.id.toString('hex')}`;
  }

  /** `example.com/log+c74f20a3+ARpc…`: C2SP's vkey. */
  get text(): string {
    return `${this.shortText}+${typed(this.#bytes).toString('base64')}`;
  }

  /** Whether the signature was made with this key. */
  verifies(text: string, signature: Uint8Array): boolean {
    return (
      signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), this.#key, signature)
    );
  }
}

/** Makes signatures: the private half. Its text is a secret, and is never shown. */
export class SignerKey {
  readonly verifier: VerifierKey;
  readonly #key: KeyObject;

  constructor(name: string, seed: Buffer) {
    this.#key = createPrivateKey({
      key: Buffer.concat([PRIVATE_KEY_HEADER, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.verifier = new VerifierKey(name, spki.subarray(PUBLIC_KEY_HEADER.length));
  }

  sign(text: string): Buffer {
    return sign(null, Buffer.from(text), this.#key);
  }
}

/** @throws LedgerError `invalid-configuration` unless it is an Ed25519 verifier key. */
export function readVerifierKey(text: string): VerifierKey {
  const found = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text.trim());
  const bytes = keyBytes(found?.[3] ?? '');
  const name = found?.[1] ?? '';
  if (bytes === null || !NAME.test(name)) throw noKey('verifier key, such as name+c74f20a3+ARpc…');
  const key = new VerifierKey(name, bytes);
  if (key.id.toString('hex') !== found?.[2]) throw noKey('verifier key: its ID does not match');
  return key;
}

/**
 * @param source what to name in the error if it is not a key.
 * @throws LedgerError `invalid-configuration`, without repeating any of the text.
 */
export function readSignerKey(text: string, source = 'This'): SignerKey {
  const found = /^PRIVATE\+KEY\+([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text.trim());
  const seed = keyBytes(found?.[3] ?? '');
  const name = found?.[1] ?? '';
  if (seed === null || !NAME.test(name))
    throw noKey('signer key, such as PRIVATE+KEY+name+…', source);
  const key = new SignerKey(name, seed);
  if (key.verifier.id.toString('hex') !== found?.[2])
    throw noKey('signer key: its ID does not match', source);
  return key;
}

/** A new key's text, in the form of Go's `note` package: the name, the ID, the secret. */
export function makeSignerKey(name: string): string {
  const seed = randomBytes(KEY_BYTES);
  const id = new SignerKey(name, seed).verifier.id.toString('hex');
  return `PRIVATE+KEY+${name}+${id}+${typed(seed).toString('base64')}`;
}

function keyBytes(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64');
  const isWhole = bytes.length === KEY_BYTES + 1 && bytes.toString('base64') === base64;
  return isWhole && bytes[0] === ED25519 ? bytes.subarray(1) : null;
}

const noKey = (what: string, source = 'This'): LedgerError =>
  new LedgerError('invalid-configuration', `${source} is not a ${what}.`);
