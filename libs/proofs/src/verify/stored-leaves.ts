import type { LeafPlace, TreeFile } from '../tree-file/tree-file.js';
import { type Hash, HASH_BYTES } from '../tree/hashes.js';
import { TILE_WIDTH } from '../tree/tiles.js';

/** The leaves of the tree as they are kept, read from left to right a tile at a time. */
export class StoredLeaves {
  readonly #tree: TreeFile;
  /** How many there were when the reading began; the tree may grow meanwhile. */
  readonly size: bigint;
  #tilePlace = -1n;
  #tile: Buffer = Buffer.alloc(0);

  constructor(tree: TreeFile) {
    this.#tree = tree;
    this.size = tree.progress().size;
  }

  /** Null where the tile ends before, which only a damaged one does. */
  hashAt(place: bigint): Hash | null {
    const tilePlace = place / TILE_WIDTH;
    if (tilePlace !== this.#tilePlace) {
      this.#tile = this.#tree.readTile(0, tilePlace);
      this.#tilePlace = tilePlace;
    }
    const begin = Number(place % TILE_WIDTH) * HASH_BYTES;
    const hash = this.#tile.subarray(begin, begin + HASH_BYTES);
    return hash.length === HASH_BYTES ? hash : null;
  }

  leafAt(place: bigint): LeafPlace | null {
    return place < this.size ? this.#tree.leafAt(place) : null;
  }

  /** Null for an event that was in no leaf when the reading began. */
  leafOf(eventId: string): LeafPlace | null {
    const leaf = this.#tree.leafOf(eventId);
    return leaf !== null && leaf.place < this.size ? leaf : null;
  }
}
