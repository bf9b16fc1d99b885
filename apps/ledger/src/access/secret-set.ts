import { hash, timingSafeEqual } from 'node:crypto';

/** A header's value as Node gives it: one character per byte. */
const headerBytes = (value: string): Buffer => Buffer.from(value, 'latin1');

const digest = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');

/**
 * Compares in constant time: digests have the same length whatever the secrets' lengths, and every secret is
 * compared, even after one has matched.
 */
export class SecretSet {
  readonly #digests: readonly Buffer[];

  constructor(secrets: readonly string[]) {
    this.#digests = secrets.map((secret) => digest(Buffer.from(secret, 'utf8')));
  }

  has(presented: string): boolean {
    const presentedDigest = digest(headerBytes(presented));
    let matches = 0;
    for (const known of this.#digests) matches += timingSafeEqual(known, presentedDigest) ? 1 : 0;
    return matches > 0;
  }
}
