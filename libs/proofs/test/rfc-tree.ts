import { createHash } from 'node:crypto';

/**
 * A second implementation, written from the definitions of RFC 6962, section 2.1, alone: whole trees as lists,
 * numbers instead of 64-bit integers, everything by recursion. It shares no line with the one that it checks.
 */

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

export const hashOfLeaf = (entry: Uint8Array): Buffer => sha256(Uint8Array.of(0), entry);
const hashOfNode = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(Uint8Array.of(1), left, right);

/** "Let k be the largest power of two smaller than n." */
function k(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** MTH(D[n]), the entries given by their leaf hashes. */
export function mth(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const middle = k(leaves.length);
  return hashOfNode(mth(leaves.slice(0, middle)), mth(leaves.slice(middle)));
}

/** PATH(m, D[n]) */
export function path(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const middle = k(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return m < middle ? [...path(m, left), mth(right)] : [...path(m - middle, right), mth(left)];
}

/** PROOF(m, D[n]) */
export const proof = (m: number, leaves: readonly Buffer[]): Buffer[] => subproof(m, leaves, true);

function subproof(m: number, leaves: readonly Buffer[], isWhole: boolean): Buffer[] {
  if (m === leaves.length) return isWhole ? [] : [mth(leaves)];
  const middle = k(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return m <= middle
    ? [...subproof(m, left, isWhole), mth(right)]
    : [...subproof(m - middle, right, false), mth(left)];
}

/** The root that a path from leaf `m` of `n` leads to: PATH read backwards. Throws where the path has another length. */
export function rootOfPath(leaf: Buffer, m: number, n: number, hashes: readonly Buffer[]): Buffer {
  if (n === 1) {
    if (hashes.length > 0) throw new Error('the path is too long');
    return leaf;
  }
  const last = hashes.at(-1);
  if (last === undefined) throw new Error('the path is too short');
  const [rest, middle] = [hashes.slice(0, -1), k(n)];
  return m < middle
    ? hashOfNode(rootOfPath(leaf, m, middle, rest), last)
    : hashOfNode(last, rootOfPath(leaf, m - middle, n - middle, rest));
}

/** The two roots that a consistency proof leads to: SUBPROOF read backwards. */
export function rootsOfProof(
  m: number,
  n: number,
  hashes: readonly Buffer[],
  oldRoot: Buffer,
  isWhole = true,
): [old: Buffer, young: Buffer] {
  if (m === n) {
    const known = isWhole ? oldRoot : hashes[0];
    if (known === undefined || hashes.length !== (isWhole ? 0 : 1))
      throw new Error('the proof has another length');
    return [known, known];
  }
  const last = hashes.at(-1);
  if (last === undefined) throw new Error('the proof is too short');
  const [rest, middle] = [hashes.slice(0, -1), k(n)];
  if (m <= middle) {
    const [old, young] = rootsOfProof(m, middle, rest, oldRoot, isWhole);
    return [old, hashOfNode(young, last)];
  }
  const [old, young] = rootsOfProof(m - middle, n - middle, rest, oldRoot, false);
  return [hashOfNode(last, old), hashOfNode(last, young)];
}
