import type { LogFilter } from '../event-store.js';
import { isShown } from './log-filter.js';
import type { LogReader } from './log-reader.js';
import { isAfter } from './log-position.js';
import type { LogPosition } from './log-position.js';
import { positionOf } from './stored-event.js';

/** Most events examined at once; the next look continues from there. */
const MOST_LOOKED_AT = 256;

export type Ahead =
  /** Nothing up to this position needs delivering; null: the log is empty. */
  | { readonly kind: 'nothing'; readonly position: LogPosition | null }
  /** There is an event to deliver, or on its way. */
  | { readonly kind: 'undelivered' };

/**
 * How far the log goes on after `reached` without an event that the subscription has to deliver. The server only
 * reports this every few hundred events, and an idle subscription reports nothing. The log only grows at its end,
 * so the result stays true whatever the timing of the subscription's own messages.
 */
export async function lookAhead(
  reader: LogReader,
  reached: LogPosition | null,
  filter: LogFilter | undefined,
): Promise<Ahead> {
  let position = reached;
  for await (const event of reader.forwards(reached, MOST_LOOKED_AT)) {
    const next = positionOf(event);
    if (!isAfter(next, reached)) continue;
    if (isShown(event, filter)) return { kind: 'undelivered' };
    position = next;
  }
  return { kind: 'nothing', position };
}
