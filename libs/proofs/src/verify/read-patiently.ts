import { LedgerError, type Position } from '@subledger/domain';
import type { EventStore, RecordedEvent } from '@subledger/event-store';
import { LEDGER_ONLY } from '../grow/leaf-batch.js';

/** A log with more damage than this needs a backup, and no longer list. */
const MOST_UNREADABLE = 1_000;

/**
 * The ledger's events in the order of the log, also those behind one that cannot be read. Only positions that
 * count events can be stepped over: any other store that does not answer is away, and that is thrown.
 *
 * @param onUnreadable hears the position that was passed over.
 */
export async function* readPatiently(
  store: EventStore,
  onUnreadable: (position: Position, error: LedgerError) => void,
): AsyncGenerator<RecordedEvent, void, undefined> {
  const head = await store.head();
  let after: Position | null = null;
  for (let unreadable = 0; unreadable <= MOST_UNREADABLE; unreadable += 1) {
    try {
      for await (const event of readFrom(store, after)) {
        after = event.position;
        yield event;
      }
      return;
    } catch (error) {
      const next = nextPosition(after, head);
      if (!(error instanceof LedgerError) || next === null) throw error;
      after = yield* upToTheFault(store, after);
      const position: Position = nextPosition(after, head) ?? next;
      onUnreadable(position, error);
      after = position;
    }
  }
  throw new LedgerError('store-unavailable', `More than ${MOST_UNREADABLE} events are unreadable.`);
}

/** What stands in the same page before the event that cannot be read, one by one. */
async function* upToTheFault(
  store: EventStore,
  from: Position | null,
): AsyncGenerator<RecordedEvent, Position | null, undefined> {
  let after = from;
  for (;;) {
    const found = await one(store, after);
    if (found === null) return after;
    after = found.position;
    yield found;
  }
}

async function one(store: EventStore, after: Position | null): Promise<RecordedEvent | null> {
  try {
    for await (const event of readFrom(store, after, 1)) return event;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
  return null;
}

const readFrom = (store: EventStore, after: Position | null, limit?: number) =>
  store.readLog({
    ...(after === null ? {} : { after }),
    ...(limit === undefined ? {} : { limit }),
    filter: LEDGER_ONLY,
  });

function nextPosition(after: Position | null, head: Position | null): Position | null {
  if (head === null || head.includes('/')) return null;
  const next = BigInt(after ?? '0') + 1n;
  return next > BigInt(head) ? null : (String(next) as Position);
}
