import { BEFORE_ALL, comparePositions, LedgerError, type Position } from '@subledger/domain';
import { loadCheckpoint } from '@subledger/read-models';
import { pollUntil } from './poll.js';
import type { ReadModelName, ReadSide } from './read-side.js';

/** Read your own webhook: answer only once `minPosition` is in the read model. */
export interface Freshness {
  readonly minPosition?: Position;
  /** How long to wait for it. */
  readonly timeoutMs: number;
}

/**
 * Waits until all of the projections have applied `minPosition`.
 *
 * @throws LedgerError `read-model-behind` when `timeoutMs` have passed before.
 */
export async function awaitPosition(
  side: ReadSide,
  projections: readonly ReadModelName[],
  { minPosition, timeoutMs }: Freshness,
): Promise<void> {
  if (minPosition === undefined) return;
  const deadline = performance.now() + timeoutMs;
  for (const projection of projections) {
    let checkpoint: Position | null = null;
    await pollUntil(
      deadline,
      () =>
        new LedgerError(
          'read-model-behind',
          `The read model ${projection} has reached position ${checkpoint ?? 'none'}, not yet ${minPosition}. Ask again, or with a longer timeoutMs.`,
        ),
      async () => {
        checkpoint = await loadCheckpoint(side.readModels.reader, projection);
        return comparePositions(checkpoint ?? BEFORE_ALL, minPosition) >= 0;
      },
    );
  }
}
