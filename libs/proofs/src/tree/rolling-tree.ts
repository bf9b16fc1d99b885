import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.js';

/** A tree that only has to give its root: it keeps one hash per level, however many leaves it has. */
export class RollingTree {
  /** The perfect subtrees from left to right, and so from the largest to the smallest. */
  readonly #peaks: Hash[] = [];
  #size = 0n;

  get size(): bigint {
    return this.#size;
  }

  append(leaf: Hash): void {
    let peak = leaf;
    // This leaf completes a peak of every height below the lowest zero bit of the size.
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
