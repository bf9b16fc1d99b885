import { hasCode, LedgerError } from '@subledger/domain';
import { type EventStore, LEDGER_ONLY, type RecordedEvent } from '@subledger/event-store';
import { leafHashOf } from '../leaf.js';
import type { LeafPlace, TreeFile } from '../tree-file/tree-file.js';

/**
 * Makes sure that the log still holds the tree's last event exactly as it was. A tree must not silently grow over
 * a log that was restored from an older backup, or put in another's place.
 *
 * @throws LedgerError `log-altered`
 */
export async function assertSameLog(store: EventStore, tree: TreeFile): Promise<void> {
  const { size } = tree.progress();
  const last = size === 0n ? null : tree.leafAt(size - 1n);
  if (last === null) return;
  const event = await eventOfLeaf(store, tree, last);
  if (event !== null && leafHashOf(event).equals(tree.leafHashAt(last.place))) return;
  throw new LedgerError(
    'log-altered',
    `The log does not hold event ${last.eventId} at position ${last.position} as it was: that is leaf ${last.place} of the tree of hashes. subledger verify-log says what changed.`,
  );
}

/** The event that the log has in a leaf's place; null if it ends earlier. */
export async function eventOfLeaf(
  store: EventStore,
  tree: TreeFile,
  { place }: LeafPlace,
): Promise<RecordedEvent | null> {
  const before = place === 0n ? null : tree.leafAt(place - 1n);
  const after = before?.position ?? null;
  try {
    for await (const event of store.readLog({ after, filter: LEDGER_ONLY, limit: 1 })) return event;
  } catch (error) {
    throw asAltered(error);
  }
  return null;
}

/** The store calls a position that the log never had an invalid request; here it means that this is another log. */
export function asAltered(error: unknown): unknown {
  if (!hasCode(error, 'invalid-request')) return error;
  return new LedgerError(
    'log-altered',
    `The tree of hashes was grown from another log, or from a longer one. ${error.message}`,
    { cause: error },
  );
}
