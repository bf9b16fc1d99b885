import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.js';

/** The leaves from `begin` to before `end`: one subtree of RFC 6962's tree, which is also what a proof is made of. */
export interface Range {
  readonly begin: bigint;
  readonly end: bigint;
}

/** The hash of a perfect subtree: of height 0 the leaf `place`, of height 1 the node over two leaves, and so on. */
export type NodeAt = (height: number, place: bigint) => Hash;

/** RFC 6962's k: the largest power of two below `size`, which is at least 2. */
const splitOf = (size: bigint): bigint => 1n << BigInt((size - 1n).toString(2).length - 1);

/**
 * PATH(m, D[n]) of RFC 6962, section 2.1.1: the ranges whose hashes lead from leaf `index` to the root, in that
 * order.
 */
export function inclusionPath(index: bigint, size: bigint): readonly Range[] {
  const path: Range[] = [];
  for (let [begin, end] = [0n, size]; end - begin > 1n;) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      path.unshift({ begin: middle, end });
      end = middle;
    } else {
      path.unshift({ begin, end: middle });
      begin = middle;
    }
  }
  return path;
}

/**
 * PROOF(m, D[n]) of RFC 6962, section 2.1.2: the ranges whose hashes show that the first `from` leaves are
 * unchanged.
 */
export function consistencyPath(from: bigint, to: bigint): readonly Range[] {
  const path: Range[] = [];
  let [begin, end] = [0n, to];
  while (from !== end) {
    const middle = begin + splitOf(end - begin);
    if (from <= middle) {
      path.unshift({ begin: middle, end });
      end = middle;
    } else {
      path.unshift({ begin, end: middle });
      begin = middle;
    }
  }
  // The caller already knows the old root itself.
  return begin === 0n ? path : [{ begin, end }, ...path];
}

/** MTH(D[begin:end]) of RFC 6962, section 2.1, from the hashes of perfect subtrees. */
export function rangeHash({ begin, end }: Range, nodeAt: NodeAt): Hash {
  const size = end - begin;
  if (size === 0n) return EMPTY_ROOT;
  const height = size.toString(2).length - 1;
  if (1n << BigInt(height) === size) return nodeAt(height, begin >> BigInt(height));
  const middle = begin + splitOf(size);
  return nodeHash(
    rangeHash({ begin, end: middle }, nodeAt),
    rangeHash({ begin: middle, end }, nodeAt),
  );
}
