import type { EventStore } from '@subledger/event-store';
import { holdsEvent, type ProjectionControl } from '@subledger/projections';
import type { Build } from '@subledger/read-models';

/**
 * One sentence on which read model has applied an event that the log does not hold; null if there is none. Whoever
 * follows the log finds that by itself, so this asks only about builds that another process feeds.
 */
export async function reasonOtherLog(
  builds: readonly Build[],
  control: Pick<ProjectionControl, 'feedOf'>,
  log: Pick<EventStore, 'readStream'>,
): Promise<string | null> {
  for (const { build, projection, state, lastEvent } of builds) {
    if (state !== 'live' || lastEvent === null || control.feedOf(build) !== undefined) continue;
    if (!(await holdsEvent(log, lastEvent)))
      return `${projection} has applied event ${lastEvent.eventId} at position ${lastEvent.position}, which the log does not hold: another log was put in its place`;
  }
  return null;
}
