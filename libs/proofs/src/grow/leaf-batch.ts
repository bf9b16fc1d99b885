import { LedgerError, type Position } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { leafHashOf } from '../leaf.js';
import type { Leaf, Progress, TreeFile } from '../tree-file/tree-file.js';

/** Enough to share a transaction's cost, few enough to let others have their turn. */
const MOST_LEAVES = 250;

/** Leaves on their way into the tree, in the order of the log. */
export class LeafBatch {
  readonly #tree: TreeFile;
  #progress: Progress;
  #leaves: Leaf[] = [];

  constructor(tree: TreeFile) {
    this.#tree = tree;
    this.#progress = tree.progress();
  }

  /** The progress stored in the file. */
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
   * @param position up to which every event was given to `add`, or is not a leaf.
   * @throws LedgerError `proofs-not-ready` if another process has grown the tree: start again from its new end.
   */
  commit(position: Position): void {
    if (this.#leaves.length === 0 && this.#progress.position === position) return;
    if (!this.#tree.append(this.#progress, this.#leaves, position))
      throw new LedgerError('proofs-not-ready', 'another process has grown the tree of hashes');
    this.#progress = { size: this.#progress.size + BigInt(this.#leaves.length), position };
    this.#leaves = [];
  }
}
