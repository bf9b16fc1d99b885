import type { Position } from '@subledger/domain';
import type { LogItem, RecordedEvent } from '@subledger/event-store';

/**
 * Most events in one transaction: pages that several of them change are written once, while others wait only for
 * an instant.
 */
const BATCH_EVENTS = 1_000;

/** What is applied in one transaction. */
export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here is in this batch or an earlier one. */
  readonly reached: Position;
  /** Whether the batch ends with the subscription's report of how far it has come, caught up or on its way. */
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
