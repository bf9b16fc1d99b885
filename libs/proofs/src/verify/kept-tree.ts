import { LedgerError } from '@subledger/domain';
import type { TreeFile } from '../tree-file/tree-file.js';
import type { Discrepancies } from './discrepancies.js';

/**
 * The tree's file as an auditor reads it: damage is a discrepancy, once, and from there on it is as if there were no tree. What
 * was signed is compared with the log all the same.
 */
export class KeptTree {
  #tree: TreeFile | null;
  readonly #discrepancies: Discrepancies;

  /** @param tree null where there is none. */
  constructor(tree: TreeFile | null, discrepancies: Discrepancies) {
    this.#tree = tree;
    this.#discrepancies = discrepancies;
  }

  /** Whether there is still a tree to compare with. */
  get isReadable(): boolean {
    return this.#tree !== null;
  }

  /** @param otherwise what is answered where there is no tree, or none any more. */
  read<Result>(work: (tree: TreeFile) => Result, otherwise: Result): Result {
    if (this.#tree === null) return otherwise;
    try {
      return work(this.#tree);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      this.#tree = null;
      this.#discrepancies.add('tree', treeFault(error.message));
      return otherwise;
    }
  }
}

/** Also for a file that cannot even be opened. */
export const treeFault = (reason: string): string =>
  `The file of the tree: ${reason} Nothing more was compared with it.`;
