import { type EventStore, LEDGER_ONLY } from '@subledger/event-store';
import type { TreeFile } from '../tree-file/tree-file.js';
import { LeafBatch } from './leaf-batch.js';
import { asAltered, assertSameLog } from './same-log.js';

/** Grows the tree over what the log holds now, and ends. @throws LedgerError `log-altered` */
export async function growToHead(
  store: EventStore,
  tree: TreeFile,
  onLeaf: () => void = () => undefined,
): Promise<void> {
  await assertSameLog(store, tree);
  const batch = new LeafBatch(tree);
  const { position } = batch.progress;
  try {
    let reached = position;
    for await (const event of store.readLog({ after: position, filter: LEDGER_ONLY })) {
      batch.add(event);
      reached = event.position;
      if (batch.isFull) batch.commit(reached);
      onLeaf();
    }
    if (reached !== null) batch.commit(reached);
  } catch (error) {
    throw asAltered(error);
  }
}
