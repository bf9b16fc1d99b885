import { LedgerError, type Position } from '@subledger/domain';
import type { EventStore, RecordedEvent } from '@subledger/event-store';
import { type Build, type Database, type LastEvent, waysToDiscard } from '@subledger/read-models';

type Log = Pick<EventStore, 'readStream'>;

export const lastEventOf = ({ id, stream, revision, position }: RecordedEvent): LastEvent => ({
  eventId: id,
  stream,
  revision: String(revision),
  position,
});

/** Whether the log holds the event, in its place. If there was no event yet, any log is the right one. */
export async function holdsEvent(log: Log, last: LastEvent | null): Promise<boolean> {
  if (last === null) return true;
  const from = BigInt(last.revision);
  for await (const event of log.readStream(last.stream, { from, limit: 1 }))
    return event.id === last.eventId && event.position === last.position;
  return false;
}

/**
 * Makes sure that the log still holds the event that a build applied last. A log that was restored from an older
 * backup, or put in another's place, has different events up to the same position, and following it from there
 * would silently miss them.
 *
 * @throws LedgerError `log-altered`, which tells an operator what to do.
 */
export async function assertSameLog(
  log: Log & Pick<EventStore, 'head'>,
  { lastEvent }: Build,
  readModels: Database,
): Promise<void> {
  if (lastEvent === null || (await holdsEvent(log, lastEvent))) return;
  const { eventId, position } = lastEvent;
  const end = (await log.head()) ?? 'nowhere: it is empty';
  throw new LedgerError(
    'log-altered',
    `The log does not hold event ${eventId} at position ${position}, which this read model applied last, and the log's end is at ${end}: an older copy of the log was put back, or another log in its place. No event is applied until this is fixed. If this log is to stay, stop the ledger and ${waysToDiscard(readModels)}: the read models are then rebuilt from it. If not, put the right log back.`,
  );
}

/** The event at a position of the embedded log, which counts its events. */
export async function eventAt(
  log: Pick<EventStore, 'readLog'>,
  position: Position,
): Promise<LastEvent> {
  const before = BigInt(position) - 1n;
  const after = before === 0n ? null : (String(before) as Position);
  for await (const event of log.readLog({ after, limit: 1 })) return lastEventOf(event);
  throw new LedgerError('log-altered', `The log does not hold an event at position ${position}.`);
}
