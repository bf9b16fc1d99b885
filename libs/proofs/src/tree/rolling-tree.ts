import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.js';

/** A tree that only its root is asked of: it keeps one hash a level, however many leaves it is given. */
export class RollingTree {
  /** The perfect subtrees from left to right, so from the largest to the smallest. */
  readonly #peaks: Hash[] = [];
  #size = 0n;

  get size(): bigint {
    return this.#size;
  }

  append(leaf: Hash): void {
    let peak = leaf;
    // A peak of every height below the lowest zero bit of the size is completed by this leaf.
    for (let size = this.#size; (size & 1n) === 1n; size >>= 1n)
      peak = nodeHash(this.#peaks.pop() ?? EMPTY_ROOT, peak);
    this.#peaks.push(peak);
    this.#size += 1n;
  }

  root(): Hash {
    const [last, ...others] = this.#peaks.toReversed();
    return others.reduce((right, left) => nodeHash(left, right), last ?? EMPTY_ROOT);
  }
}
