import { randomBytes } from 'node:crypto';
import { type Configuration, keepCheckpointKey } from '@subledger/configuration';
import { makeSignerKey, readSignerKey, type SignerKey } from '@subledger/proofs';

/** A name that no other ledger has: it is the first line of every checkpoint. */
const newName = (): string => `subledger-${randomBytes(8).toString('hex')}`;

/**
 * The key that signs checkpoints; generated at the first start.
 *
 * @throws InvalidConfiguration, LedgerError `invalid-configuration` for an invalid key.
 */
export function signerKeyOf(configuration: Configuration): SignerKey {
  const { text, source } = keepCheckpointKey(configuration, () => makeSignerKey(newName()));
  return readSignerKey(text, source);
}
