import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashOfLeaf, mth, path, proof, rootOfPath, rootsOfProof } from '../../test/rfc-tree.js';
import type { Hash } from './hashes.js';
import { consistencyPath, inclusionPath, type Range, rangeHash } from './ranges.js';
import { RollingTree } from './rolling-tree.js';
import { grownTiles, nodesOfTiles, type ReadTile } from './tiles.js';
import { provesConsistency, provesInclusion } from './verify-proof.js';

/** Beyond 256 · 256 the third level of tiles begins; a law that holds up to here has met two levels. */
const MOST_LEAVES = 600;
const LEAVES: readonly Hash[] = Array.from({ length: MOST_LEAVES }, (_, index) =>
  hashOfLeaf(Buffer.from(`entry ${index}`)),
);

/** Tiles in memory, grown in batches of the given sizes. */
function treeOf(batches: readonly number[]): { size: number; hashOf: (range: Range) => Hash } {
  const tiles = new Map<string, Buffer>();
  const readTile: ReadTile = (level, place) => tiles.get(`${level}/${place}`) ?? Buffer.alloc(0);
  let size = 0;
  for (const count of batches) {
    const added = LEAVES.slice(size, size + count);
    for (const { level, place, hashes } of grownTiles(BigInt(size), added, readTile))
      tiles.set(`${level}/${place}`, Buffer.from(hashes));
    size += added.length;
  }
  return { size, hashOf: (range) => rangeHash(range, nodesOfTiles(readTile)) };
}

const batches = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 });
const places = fc.tuple(batches, fc.nat(), fc.nat());

describe('the tree of hashes', () => {
  it('is that of RFC 6962, however it was grown', () => {
    fc.assert(
      fc.property(batches, (grown) => {
        const { size, hashOf } = treeOf(grown);
        const rolling = new RollingTree();
        for (const leaf of LEAVES.slice(0, size)) rolling.append(leaf);
        const root = mth(LEAVES.slice(0, size));
        expect(hashOf({ begin: 0n, end: BigInt(size) })).toEqual(root);
        expect(rolling.root()).toEqual(root);
      }),
      { numRuns: 60 },
    );
  });

  it('proves every leaf in every size, to us and to the RFC', () => {
    fc.assert(
      fc.property(places, ([grown, a, b]) => {
        const tree = treeOf(grown);
        const size = 1 + (a % tree.size);
        const index = b % size;
        const leaf = LEAVES[index] ?? Buffer.alloc(0);
        const made = inclusionPath(BigInt(index), BigInt(size)).map(tree.hashOf);
        const leaves = LEAVES.slice(0, size);
        expect(made).toEqual(path(index, leaves));
        const root = mth(leaves);
        expect(rootOfPath(leaf, index, size, made)).toEqual(root);
        const claim = { index: BigInt(index), size: BigInt(size), leaf, root, path: made };
        expect(provesInclusion(claim)).toBe(true);
        expect(forgeries(made).some((forged) => provesInclusion({ ...claim, path: forged }))).toBe(
          false,
        );
        expect(provesInclusion({ ...claim, leaf: hashOfLeaf(Buffer.from('other')) })).toBe(false);
        if (size > 1)
          expect(provesInclusion({ ...claim, index: BigInt((index + 1) % size) })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('proves that every size became every later one, to us and to the RFC', () => {
    fc.assert(
      fc.property(places, ([grown, a, b]) => {
        const tree = treeOf(grown);
        const to = 1 + (a % tree.size);
        const from = 1 + (b % to);
        const made = consistencyPath(BigInt(from), BigInt(to)).map(tree.hashOf);
        const [fromRoot, toRoot] = [mth(LEAVES.slice(0, from)), mth(LEAVES.slice(0, to))];
        expect(made).toEqual(proof(from, LEAVES.slice(0, to)));
        expect(rootsOfProof(from, to, made, fromRoot)).toEqual([fromRoot, toRoot]);
        const claim = { from: BigInt(from), to: BigInt(to), fromRoot, toRoot, path: made };
        expect(provesConsistency(claim)).toBe(true);
        expect(
          forgeries(made).some((forged) => provesConsistency({ ...claim, path: forged })),
        ).toBe(false);
        const other = hashOfLeaf(Buffer.from('other'));
        expect(provesConsistency({ ...claim, fromRoot: other })).toBe(false);
        expect(provesConsistency({ ...claim, toRoot: other })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('proves nothing about leaves and sizes that there are not', () => {
    const root = mth(LEAVES.slice(0, 4));
    const leaf = LEAVES[0] ?? root;
    expect(provesInclusion({ index: 0n, size: 0n, leaf: root, root, path: [] })).toBe(false);
    expect(provesInclusion({ index: 1n, size: 1n, leaf, root: leaf, path: [] })).toBe(false);
    expect(
      provesConsistency({ from: 0n, to: 4n, fromRoot: root, toRoot: root, path: [root] }),
    ).toBe(false);
    expect(provesConsistency({ from: 5n, to: 4n, fromRoot: root, toRoot: root, path: [] })).toBe(
      false,
    );
  });
});

/** The path with one bit flipped, one hash less, one more, two swapped. */
function forgeries(hashes: readonly Hash[]): readonly (readonly Hash[])[] {
  const extra = hashOfLeaf(Buffer.from('extra'));
  return [
    [...hashes, extra],
    [extra, ...hashes],
    ...hashes.flatMap((hash, place) => {
      const flipped = Buffer.from(hash);
      flipped.writeUInt8(flipped.readUInt8(7) ^ 0x10, 7);
      return [hashes.with(place, flipped), hashes.toSpliced(place, 1)];
    }),
    ...(hashes.length > 1 ? [hashes.toReversed()] : []),
  ];
}
