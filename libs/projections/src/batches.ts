import type { Position } from '@subledger/domain';
import type { LogItem, RecordedEvent } from '@subledger/event-store';

/**
 * Most events in one transaction: pages that several of them change are written once; others wait no longer than a
 * blink.
 */
const BATCH_EVENTS = 1_000;

/** What is applied in one transaction. */
export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here is in this batch or in one before. */
  readonly reached: Position;
  /** Whether the subscription said how far it had come: that it has caught up, or so far on its way. */
  readonly isLast: boolean;
}

/** A subscription in batches. */
export async function* inBatches(items: AsyncIterable<LogItem>): AsyncGenerator<Batch> {
  let events: RecordedEvent[] = [];
  for await (const item of items) {
    const isLast = item.kind === 'reached';
    if (item.kind === 'event') events.push(item.event);
    if (!isLast && events.length < BATCH_EVENTS) continue;
    const reached = item.kind === 'event' ? item.event.position : item.position;
    yield { events, reached, isLast };
    events = [];
  }
}
