import { describe, expect, it } from '@jest/globals';
import { EMPTY_ROOT, type Hash, leafHash } from './hashes.js';
import { consistencyPath, inclusionPath, rangeHash } from './ranges.js';
import { RollingTree } from './rolling-tree.js';
import { grownTiles, nodesOfTiles } from './tiles.js';
import { provesConsistency, provesInclusion } from './verify-proof.js';

/**
 * The reference vectors of Certificate Transparency (RFC 6962's own project, and transparency-dev/merkle after
 * it): eight entries, the roots over the first one, two … eight of them, and some proofs.
 */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));

const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const INCLUSIONS: readonly [index: number, size: number, path: readonly string[]][] = [
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
];

const CONSISTENCIES: readonly [from: number, to: number, path: readonly string[]][] = [
  [1, 1, []],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const bytes = (hex: string): Hash => Buffer.from(hex, 'hex');
const rootOf = (size: number): Hash => bytes(ROOTS[size - 1] ?? '');
const leafOf = (index: number): Hash => leafHash(ENTRIES[index] ?? Buffer.alloc(0));

const [tile] = grownTiles(
  0n,
  ENTRIES.map((entry) => leafHash(entry)),
  () => Buffer.alloc(0),
);
const nodeAt = nodesOfTiles(() => tile?.hashes ?? Buffer.alloc(0));

describe('the published vectors of Certificate Transparency', () => {
  it('have our roots', () => {
    const rolling = new RollingTree();
    expect(rolling.root()).toEqual(EMPTY_ROOT);
    expect(EMPTY_ROOT.toString('hex')).toMatch(/^e3b0c44298fc1c149afb/);
    for (const [index, root] of ROOTS.entries()) {
      rolling.append(leafOf(index));
      expect(rolling.root().toString('hex')).toBe(root);
      const range = { begin: 0n, end: BigInt(index + 1) };
      expect(rangeHash(range, nodeAt).toString('hex')).toBe(root);
    }
  });

  it.each(INCLUSIONS)('have our proof that leaf %i is in %i', (index, size, hashes) => {
    const place = { index: BigInt(index), size: BigInt(size) };
    const made = inclusionPath(place.index, place.size).map((range) => rangeHash(range, nodeAt));
    expect(made).toEqual(hashes.map(bytes));
    const proof = { ...place, leaf: leafOf(index), root: rootOf(size), path: made };
    expect(provesInclusion(proof)).toBe(true);
  });

  it.each(CONSISTENCIES)('have our proof that %i became %i', (from, to, hashes) => {
    const sizes = { from: BigInt(from), to: BigInt(to) };
    const made = consistencyPath(sizes.from, sizes.to).map((range) => rangeHash(range, nodeAt));
    expect(made).toEqual(hashes.map(bytes));
    const proof = { ...sizes, fromRoot: rootOf(from), toRoot: rootOf(to), path: made };
    expect(provesConsistency(proof)).toBe(true);
  });
});
