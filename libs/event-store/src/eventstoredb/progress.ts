import { LedgerError, type Position } from '@subledger/domain';
import type { LogFilter, RecordedEvent } from '../event-store.js';
import type { FeedItem } from './feed.js';
import { isShown } from './log-filter.js';
import { isAfter, type LogPosition, textOf } from './log-position.js';
import type { LogReader } from './log-reader.js';
import { lookAhead } from './look-ahead.js';
import { fromStored, positionOf, type ReadEvent } from './stored-event.js';

export interface ProgressOptions {
  readonly reader: LogReader;
  readonly filter: LogFilter | undefined;
  /** How long an event may be in the log without being delivered, while nothing else is delivered either. */
  readonly stallLimitMs: number;
}

/** How far a subscription has come, how much was announced, and whether the server still delivers what the log holds. */
export class Progress {
  readonly #options: ProgressOptions;
  #reached: LogPosition | null;
  #announced: LogPosition | null = null;
  #standsSinceMs: number | null = null;

  constructor(start: LogPosition | null, options: ProgressOptions) {
    this.#reached = start;
    this.#options = options;
  }

  /** The event in the port's terms; null for one that came earlier, or that the filter leaves out. */
  take(read: ReadEvent): RecordedEvent | null {
    const position = positionOf(read);
    if (!isAfter(position, this.#reached)) return null;
    this.#reached = position;
    this.#standsSinceMs = null;
    return isShown(read, this.#options.filter) ? fromStored(read) : null;
  }

  /**
   * Handles what comes between events.
   *
   * @throws LedgerError `store-unavailable` if the subscription stands still.
   */
  async look(item: Exclude<FeedItem, { readonly kind: 'event' }>): Promise<void> {
    switch (item.kind) {
      case 'checkpoint':
        if (isAfter(item.position, this.#reached)) this.#reached = item.position;
        this.#standsSinceMs = null;
        break;
      case 'drained':
        break;
      case 'idle': {
        const { reader, filter } = this.#options;
        const ahead = await lookAhead(reader, this.#reached, filter);
        if (ahead.kind === 'undelivered') this.#stands();
        else if (ahead.position !== null) this.#reached = ahead.position;
        break;
      }
    }
  }

  /** How far it has come, once; null if that was already announced. */
  news(): Position | null {
    if (this.#reached === null || !isAfter(this.#reached, this.#announced)) return null;
    this.#announced = this.#reached;
    return textOf(this.#reached);
  }

  /** Servers have been seen to report "running" while delivering nothing. */
  #stands(): void {
    const nowMs = performance.now();
    this.#standsSinceMs ??= nowMs;
    const { stallLimitMs } = this.#options;
    if (nowMs - this.#standsSinceMs < stallLimitMs) return;
    throw new LedgerError(
      'store-unavailable',
      `The subscription stands still: the log holds an event that was not delivered for ${stallLimitMs} ms.`,
    );
  }
}
