import type { TreeFile } from '../tree-file/tree-file.js';
import { TILE_WIDTH, tileHash } from '../tree/tiles.js';
import type { Discrepancies } from './discrepancies.js';

/** Whether every hash of the upper tiles is the one over the tile below it. */
export function checkTiles(tree: TreeFile, size: bigint, discrepancies: Discrepancies): void {
  for (let [level, count] = [1, size / TILE_WIDTH]; count > 0n; level += 1, count /= TILE_WIDTH)
    for (let place = 0n; place < count; place += 1n) {
      const kept = tree.tileHashAt(level, place);
      const below = tileHash(tree.readTile(level - 1, place));
      if (kept === null || below?.equals(kept) !== true)
        discrepancies.add(
          'tree',
          `The tree of hashes is damaged: node ${place} of level ${level} is not the hash of what lies below it.`,
        );
    }
}
