import { LedgerError } from '@subledger/domain';
import { loadCheckpoint } from '@subledger/read-models';
import type { Freshness } from './freshness.js';
import { pollUntil } from './poll.js';
import type { ReadModelName, ReadSide } from './read-side.js';

/** Instead of an answer: a read model that would have to answer has taken in nothing at all. */
export const NOT_BEGUN = Symbol('NotBegun');

/** A projection that is at work has taken in its first events within a moment; one that is loaded anew may need hours. */
const LONGEST_BEGINNING_MS = 1_000;

/**
 * Asks read models, but takes no answer from one that has taken in nothing although the log holds something: while it
 * is loaded anew, somebody who has paid would be told that they have no access. Waits a moment for it to begin, and
 * asks again.
 *
 * @param ask if `mustHaveBegun`, returns `NOT_BEGUN` for a read model without a checkpoint, before any other work. It is
 *   asked to look by itself so that checkpoint and answer come from the same snapshot.
 * @throws LedgerError `read-models-unavailable` if it does not begin in time.
 */
export async function askBegun<T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  { timeoutMs }: Pick<Freshness, 'timeoutMs'>,
  ask: (mustHaveBegun: boolean) => Promise<T | typeof NOT_BEGUN>,
): Promise<T> {
  const first = await ask(true);
  if (first !== NOT_BEGUN) return first;
  const isLogEmpty = (await side.store.head()) === null;
  const deadline = performance.now() + Math.min(timeoutMs, LONGEST_BEGINNING_MS);
  if (!isLogEmpty) await pollUntil(deadline, notBegun, () => haveBegun(side, projections));
  const second = await ask(!isLogEmpty);
  if (second === NOT_BEGUN) throw notBegun();
  return second;
}

/** The same for a `read` that does not look at the checkpoints itself. */
export const readBegun = <T>(
  side: ReadSide,
  projections: readonly ReadModelName[],
  freshness: Pick<Freshness, 'timeoutMs'>,
  read: () => Promise<T>,
): Promise<T> =>
  askBegun(side, projections, freshness, async (mustHaveBegun) =>
    mustHaveBegun && !(await haveBegun(side, projections)) ? NOT_BEGUN : read(),
  );

export async function haveBegun(
  side: ReadSide,
  projections: readonly ReadModelName[],
): Promise<boolean> {
  for (const projection of projections)
    if ((await loadCheckpoint(side.readModels.reader, projection)) === null) return false;
  return true;
}

const notBegun = (): LedgerError =>
  new LedgerError(
    'read-models-unavailable',
    'The read model has not applied any of the recorded events yet.',
  );
