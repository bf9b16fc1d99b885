import { setImmediate as nextTurn } from 'node:timers/promises';
import { TILE_WIDTH, tileHash } from '../tree/tiles.js';
import type { Discrepancies } from './discrepancies.js';
import type { KeptTree } from './kept-tree.js';

/** This many nodes take some milliseconds, in which nobody can stop the command. */
const NODES_A_TURN = 100n;

/** Reports every hash of the upper tiles that is not the hash of the tile below it. */
export async function checkTiles(
  tree: KeptTree,
  size: bigint,
  discrepancies: Discrepancies,
  signal: AbortSignal,
): Promise<void> {
  for (let [level, count] = [1, size / TILE_WIDTH]; count > 0n; level += 1, count /= TILE_WIDTH)
    for (let place = 0n; place < count && tree.isReadable; place += 1n) {
      if (place % NODES_A_TURN === 0n) await nextTurn();
      signal.throwIfAborted();
      const isRight = tree.read((file) => {
        const below = tileHash(file.readTile(level - 1, place));
        const kept = file.tileHashAt(level, place);
        return kept !== null && below?.equals(kept) === true;
      }, true);
      if (!isRight)
        discrepancies.add(
          'tree',
          `The tree of hashes is damaged: node ${place} of level ${level} is not the hash of what is below it.`,
        );
    }
}
