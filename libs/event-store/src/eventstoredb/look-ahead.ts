import type { LogFilter } from '../event-store.js';
import { isShown } from './log-filter.js';
import type { LogReader } from './log-reader.js';
import { isAfter } from './log-position.js';
import type { LogPosition } from './log-position.js';
import { positionOf } from './stored-event.js';

/** Most events looked at in one go; the next look goes on from there. */
const MOST_LOOKED_AT = 256;

export type Ahead =
  /** Nothing up to there is to be delivered; null: the log holds nothing at all. */
  | { readonly kind: 'nothing'; readonly position: LogPosition | null }
  /** An event is to be delivered, or on its way. */
  | { readonly kind: 'undelivered' };

/**
 * How far the log goes on after `reached` without an event that the subscription has to deliver. The
 * server says so only every few hundred events, and a subscription at rest says nothing. The log never grows but at
 * its end, so what this look found stays true however the subscription's own messages travel.
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
