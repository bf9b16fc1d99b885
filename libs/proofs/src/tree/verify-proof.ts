import { type Hash, nodeHash } from './hashes.js';

export interface InclusionProof {
  readonly index: bigint;
  readonly size: bigint;
  readonly leaf: Hash;
  readonly root: Hash;
  readonly path: readonly Hash[];
}

/** Whether the leaf is at `index` in the tree with this root: RFC 9162, section 2.1.3.2. */
export function provesInclusion({ index, size, leaf, root, path }: InclusionProof): boolean {
  if (index < 0n || index >= size) return false;
  const climb = new Climb(index, size - 1n);
  let hash = leaf;
  for (const sibling of path) {
    if (climb.isOver) return false;
    hash = climb.isRightChild ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    climb.up();
  }
  return climb.isOver && hash.equals(root);
}

export interface ConsistencyProof {
  readonly from: bigint;
  readonly to: bigint;
  readonly fromRoot: Hash;
  readonly toRoot: Hash;
  readonly path: readonly Hash[];
}

/** Whether the tree of `to` leaves begins with the tree of `from` leaves: RFC 9162, section 2.1.4.2. */
export function provesConsistency(proof: ConsistencyProof): boolean {
  const { from, to, fromRoot, toRoot, path } = proof;
  if (from < 1n || from > to) return false;
  if (from === to) return path.length === 0 && fromRoot.equals(toRoot);
  if (path.length === 0) return false;
  // The old tree is perfect exactly if its root is part of the new tree, and so is not repeated.
  const isPerfect = (from & (from - 1n)) === 0n;
  const [first, ...rest] = isPerfect ? [fromRoot, ...path] : path;
  if (first === undefined) return false;
  const climb = new Climb(from - 1n, to - 1n);
  climb.leaveRightChildren();
  let [old, young] = [first, first];
  for (const hash of rest) {
    if (climb.isOver) return false;
    if (climb.isRightChild) [old, young] = [nodeHash(hash, old), nodeHash(hash, young)];
    else young = nodeHash(young, hash);
    climb.up();
  }
  return climb.isOver && old.equals(fromRoot) && young.equals(toRoot);
}

/** The way from a leaf to the root: RFC 9162's fn and sn. */
class Climb {
  #node: bigint;
  #last: bigint;

  constructor(node: bigint, last: bigint) {
    this.#node = node;
    this.#last = last;
  }

  get isOver(): boolean {
    return this.#last === 0n;
  }

  /** Also true for the last node of its level: it has no sibling there, but one further up, on the left. */
  get isRightChild(): boolean {
    return this.#isOdd || this.#node === this.#last;
  }

  get #isOdd(): boolean {
    return (this.#node & 1n) === 1n;
  }

  up(): void {
    if (this.#node === this.#last) while (!this.#isOdd && this.#node !== 0n) this.#shift();
    this.#shift();
  }

  leaveRightChildren(): void {
    while (this.#isOdd) this.#shift();
  }

  #shift(): void {
    this.#node >>= 1n;
    this.#last >>= 1n;
  }
}
