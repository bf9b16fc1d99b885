import type { LeafPlace, TreeFile } from '../tree-file/tree-file.js';
import { type Hash, HASH_BYTES } from '../tree/hashes.js';
import { TILE_WIDTH } from '../tree/tiles.js';
import type { Discrepancies } from './discrepancies.js';
import type { KeptTree } from './kept-tree.js';

/** The stored leaves of the tree, read from left to right one tile at a time. */
export class StoredLeaves {
  readonly #tree: KeptTree;
  /** How many there were when reading began; the tree may grow in the meantime. */
  readonly sizeAtFirst: bigint;
  #tilePlace = -1n;
  #tile: Buffer = Buffer.alloc(0);

  constructor(tree: KeptTree, discrepancies: Discrepancies) {
    this.#tree = tree;
    this.sizeAtFirst = tree.read((file) => sizeOf(file, discrepancies), 0n);
  }

  /** None if they can no longer be read. */
  get size(): bigint {
    return this.#tree.isReadable ? this.sizeAtFirst : 0n;
  }

  /** Whether the leaf is what the log gives; nothing is reported for one that cannot be read. */
  holds(place: bigint, hash: Hash): boolean {
    const kept = this.hashAt(place);
    return !this.#tree.isReadable || kept?.equals(hash) === true;
  }

  /** Null if the tile ends earlier, which only happens in a damaged one. */
  hashAt(place: bigint): Hash | null {
    const tilePlace = place / TILE_WIDTH;
    if (tilePlace !== this.#tilePlace) {
      this.#tile = this.#tree.read((file) => file.readTile(0, tilePlace), Buffer.alloc(0));
      this.#tilePlace = tilePlace;
    }
    const begin = Number(place % TILE_WIDTH) * HASH_BYTES;
    const hash = this.#tile.subarray(begin, begin + HASH_BYTES);
    return hash.length === HASH_BYTES ? hash : null;
  }

  leafAt(place: bigint): LeafPlace | null {
    return place < this.size ? this.#tree.read((file) => file.leafAt(place), null) : null;
  }

  /** Null for an event that was in no leaf when reading began. */
  leafOf(eventId: string): LeafPlace | null {
    const { size } = this;
    const leaf = this.#tree.read((file) => file.leafOf(eventId, size), null);
    return leaf !== null && leaf.place < size ? leaf : null;
  }
}

/** The size that the file claims is only believed as far as it has leaves: everything that follows iterates over that many. */
function sizeOf(file: TreeFile, discrepancies: Discrepancies): bigint {
  const { size } = file.progress();
  const kept = file.countLeaves();
  if (size >= 0n && size <= kept) return size;
  discrepancies.add(
    'tree',
    `The tree of hashes claims to have ${size} leaves, but stores ${kept}.`,
  );
  return kept;
}
