import { setImmediate as nextTurn } from 'node:timers/promises';
import { LedgerError, type Position } from '@subledger/domain';
import { type EventStore, LEDGER_ONLY, type RecordedEvent } from '@subledger/event-store';
import type { Discrepancies } from './discrepancies.js';

/** A log with more damage than this needs a backup, not a longer list. */
const MOST_UNREADABLE = 1_000;

/**
 * The ledger's events in the order of the log, also those behind one that cannot be read, which is a discrepancy. Only
 * positions that count events can be stepped over: any other store that does not answer is away, and that is thrown.
 */
export async function* readPatiently(
  store: EventStore,
  discrepancies: Discrepancies,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent, void, undefined> {
  const head = await store.head();
  let after: Position | null = null;
  for (let unreadable = 0; unreadable < MOST_UNREADABLE; unreadable += 1) {
    try {
      for await (const event of readFrom(store, after)) {
        signal.throwIfAborted();
        after = event.position;
        yield event;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      const next = nextPosition(after, head);
      if (!(error instanceof LedgerError) || next === null) throw error;
      after = yield* upToTheFault(store, after, signal);
      const position: Position = nextPosition(after, head) ?? next;
      const sentence = `The event at position ${position} cannot be read: ${error.message}`;
      discrepancies.add('unreadable', sentence, { position });
      after = position;
    }
  }
  discrepancies.add(
    'unreadable',
    `${MOST_UNREADABLE} events cannot be read: nothing after position ${after ?? '0'} was examined.`,
  );
}

/** The events of the same page before the unreadable one, one by one. */
async function* upToTheFault(
  store: EventStore,
  from: Position | null,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent, Position | null, undefined> {
  let after = from;
  for (;;) {
    // One event makes no page, behind which whoever stops the command would be heard.
    await nextTurn();
    signal.throwIfAborted();
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
    after,
    ...(limit === undefined ? {} : { limit }),
    filter: LEDGER_ONLY,
  });

function nextPosition(after: Position | null, head: Position | null): Position | null {
  if (head === null || head.includes('/')) return null;
  const next = BigInt(after ?? '0') + 1n;
  return next > BigInt(head) ? null : (String(next) as Position);
}
