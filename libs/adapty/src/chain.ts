import { type ChainId, UNKNOWN_STORE } from '@subledger/domain';
import { type Envelope, readField } from './envelope.js';
import { readId } from './fields/id.js';
import { readText } from './fields/text.js';

/**
 * The store's chain that an event belongs to, if it names a transaction. If the body names no original
 * transaction, the transaction is its own original, as the first of a chain is. Stores may be custom strings, so
 * their text is kept as it is.
 */
export function readChain(envelope: Envelope): ChainId | undefined {
  const originalTransactionId =
    readField(envelope, 'original_transaction_id', readId) ??
    readField(envelope, 'transaction_id', readId);
  if (originalTransactionId === undefined) return undefined;
  return { store: readField(envelope, 'store', readText) ?? UNKNOWN_STORE, originalTransactionId };
}
