import { setTimeout as wait } from 'node:timers/promises';
import { comparePositions, LedgerError, type Position } from '@subledger/domain';
import type { TreeFile } from '../tree-file/tree-file.js';

const POLL_MS = 10;

/** The tree of hashes, and whatever keeps it up with the log: in this thread, or in another one. */
export interface GrowingTree {
  /** @throws LedgerError `proofs-not-ready` before the file is open. */
  readonly tree: TreeFile;
  /** Why it is not growing; null if it is. */
  readonly trouble: LedgerError | null;
  start(): void;
  stop(): Promise<void>;
}

/**
 * Waits until everything up to `position` is in the tree.
 *
 * @throws LedgerError that says why it is not growing, or `proofs-not-ready` after `limitMs`.
 */
export async function untilGrownTo(
  growing: GrowingTree,
  position: Position | null,
  limitMs: number,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const at = growing.tree.progress().position;
    // Checked first: over a log that was cut off, the tree is large enough but must not be trusted.
    if (growing.trouble !== null) throw growing.trouble;
    if (position === null || (at !== null && comparePositions(at, position) >= 0)) return;
    if (performance.now() >= deadline)
      throw new LedgerError(
        'proofs-not-ready',
        `The tree of hashes has reached position ${at ?? 'none'} of ${position}.`,
      );
    await wait(POLL_MS);
  }
}
