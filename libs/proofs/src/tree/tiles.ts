import { type Hash, HASH_BYTES, nodeHash } from './hashes.js';
import type { NodeAt } from './ranges.js';

/**
 * As in C2SP's tlog-tiles: a tile holds the hashes of up to 256 neighbouring nodes, and only every eighth height
 * has tiles.
 */
const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256n;
const TILE_BYTES = Number(TILE_WIDTH) * HASH_BYTES;

/** Hashes of nodes of height 8 · `level`, from `place` · 256 on, concatenated. */
export interface Tile {
  readonly level: number;
  readonly place: bigint;
  readonly hashes: Buffer;
}

/** The hashes of a tile as far as it goes; none if it has not begun. */
export type ReadTile = (level: number, place: bigint) => Buffer;

/** Nodes at the heights in between are not stored: they take at most 255 hashes to compute from a tile. */
export const nodesOfTiles =
  (readTile: ReadTile): NodeAt =>
  (height, place) => {
    const [level, above] = [Math.floor(height / TILE_HEIGHT), height % TILE_HEIGHT];
    const first = place << BigInt(above);
    const begin = Number(first % TILE_WIDTH) * HASH_BYTES;
    const bytes = HASH_BYTES << above;
    const hashes = readTile(level, first / TILE_WIDTH).subarray(begin, begin + bytes);
    if (hashes.length < bytes) throw new RangeError(`Tile ${level}/${place} ends too early.`);
    return perfectHash(hashes);
  };

/** The tiles that are new or longer once `leaves` have been added to a tree of `size` leaves. */
export function grownTiles(size: bigint, leaves: readonly Hash[], readTile: ReadTile): Tile[] {
  const grown: Tile[] = [];
  let [level, count, added] = [0, size, Buffer.concat(leaves)];
  while (added.length > 0) {
    let place = count / TILE_WIDTH;
    let hashes = Buffer.concat([readTile(level, place), added]);
    const full: Hash[] = [];
    for (; hashes.length >= TILE_BYTES; place += 1n) {
      grown.push({ level, place, hashes: hashes.subarray(0, TILE_BYTES) });
      full.push(perfectHash(hashes.subarray(0, TILE_BYTES)));
      hashes = hashes.subarray(TILE_BYTES);
    }
    if (hashes.length > 0) grown.push({ level, place, hashes });
    [level, count, added] = [level + 1, count / TILE_WIDTH, Buffer.concat(full)];
  }
  return grown;
}

/** The hash of a full tile that the tile above stores. */
export const tileHash = (hashes: Buffer): Hash | null =>
  hashes.length === TILE_BYTES ? perfectHash(hashes) : null;

/** The root over 1, 2, 4 … neighbouring hashes. */
function perfectHash(hashes: Buffer): Hash {
  if (hashes.length === HASH_BYTES) return hashes;
  const middle = hashes.length / 2;
  return nodeHash(perfectHash(hashes.subarray(0, middle)), perfectHash(hashes.subarray(middle)));
}
