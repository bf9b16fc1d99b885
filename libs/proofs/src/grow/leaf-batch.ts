import { LEDGER_STREAMS, LedgerError, type Position } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { leafHashOf } from '../leaf.js';
import type { Leaf, Progress, TreeFile } from '../tree-file/tree-file.js';

/** What is a leaf: the ledger's own events. A server may hold those of others, too. */
export const LEDGER_ONLY = { streamPrefixes: LEDGER_STREAMS };

/** Enough to share a transaction's cost, few enough to let others have their turn. */
const MOST_LEAVES = 250;

/** Leaves that are on their way into the tree, in the order of the log. */
export class LeafBatch {
  readonly #tree: TreeFile;
  #progress: Progress;
  #leaves: Leaf[] = [];

  constructor(tree: TreeFile) {
    this.#tree = tree;
    this.#progress = tree.progress();
  }

  /** As it is in the file. */
  get progress(): Progress {
    return this.#progress;
  }

  get isFull(): boolean {
    return this.#leaves.length >= MOST_LEAVES;
  }

  add(event: RecordedEvent): void {
    const { id, position } = event;
    this.#leaves.push({ eventId: id, position, hash: leafHashOf(event) });
  }

  /**
   * @param position up to which everything was given to `add`, or is no leaf.
   * @throws LedgerError `proofs-not-ready` where another process has grown the tree: begin again where it is now.
   */
  commit(position: Position): void {
    if (this.#leaves.length === 0 && this.#progress.position === position) return;
    if (!this.#tree.append(this.#progress, this.#leaves, position))
      throw new LedgerError('proofs-not-ready', 'another process has grown the tree of hashes');
    this.#progress = { size: this.#progress.size + BigInt(this.#leaves.length), position };
    this.#leaves = [];
  }
}
