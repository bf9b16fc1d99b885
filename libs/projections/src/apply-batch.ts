import type { Position } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { EventFault, isEventsFault } from './event-fault.js';

/** How often a single event is tried before the build stands still at it. */
const TRIES_AN_EVENT = 3;

/**
 * Applies events in one transaction with the checkpoint.
 *
 * @param last the last of all events up to `reached`, also of those that are not applied; absent if there were none.
 */
export type Commit = (
  events: readonly RecordedEvent[],
  reached: Position,
  last: RecordedEvent | undefined,
) => Promise<void>;

/**
 * Commits a batch. If one of its events may be to blame for a failure, they are committed one by one.
 *
 * @throws EventFault for the first event that cannot be applied, with everything before it applied.
 */
export async function applyBatch(
  commit: Commit,
  ...[events, reached, last]: Parameters<Commit>
): Promise<void> {
  try {
    await commit(events, reached, last);
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    for (const event of events) await tryEvent(commit, event);
    await commit([], reached, last);
  }
}

async function tryEvent(commit: Commit, event: RecordedEvent): Promise<void> {
  for (let left = TRIES_AN_EVENT - 1; ; left -= 1) {
    try {
      await commit([event], event.position, event);
      return;
    } catch (error) {
      if (!isEventsFault(error)) throw error;
      if (left <= 0) throw new EventFault(event, error);
    }
  }
}
