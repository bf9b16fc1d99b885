import type { LogFilter, RecordedEvent } from '../event-store.js';
import type { LogPage, LogReader } from './log-reader.js';

const MOST_PAGES = 8;
/** All held bodies together. The newest page stays, whatever its size: a page is bounded by itself. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A page of one filter's events: those after `after`, up to what it has reached. */
interface HeldPage extends LogPage {
  readonly filter: string;
  readonly after: bigint;
  readonly bytes: number;
}

/**
 * Pages of the log, shared by several subscriptions. Those that follow its end want the same events a moment
 * apart, and only the first of them has to fetch and decode them.
 */
export class SharedPages {
  /** The newest first. */
  #held: readonly HeldPage[] = [];

  /** As `LogReader.logPage`, though a page may be shorter. */
  page(reader: LogReader, after: bigint, upTo: bigint, filter: LogFilter | undefined): LogPage {
    const key = JSON.stringify(filter?.streamPrefixes ?? null);
    const held = this.#held.find(
      (page) => page.filter === key && page.after <= after && after < page.reached,
    );
    if (held !== undefined) return behind(held, after);
    const page = reader.logPage(after, upTo, filter, Infinity);
    if (page.reached > after) this.#hold({ ...page, filter: key, after, bytes: bytesOf(page) });
    return page;
  }

  /** Pages far behind the newest are not kept: a subscription that catches up is alone there. */
  #hold(page: HeldPage): void {
    if (this.#held.some(({ reached }) => reached > page.reached)) return;
    const kept = [page];
    let bytes = page.bytes;
    for (const older of this.#held.slice(0, MOST_PAGES - 1)) {
      bytes += older.bytes;
      if (bytes > MOST_BYTES) break;
      kept.push(older);
    }
    this.#held = kept;
  }
}

/** The part of a page after a position. */
function behind({ after: from, events, reached }: HeldPage, after: bigint): LogPage {
  if (from === after) return { events, reached };
  const place = events.findIndex(({ position }) => BigInt(position) > after);
  return { events: place < 0 ? [] : events.slice(place), reached };
}

const bytesOf = ({ events }: { readonly events: readonly RecordedEvent[] }): number =>
  events.reduce((sum, { data }) => sum + data.byteLength, 0);
