import { LedgerError } from '@subledger/domain';
import type { LogItem, SubscribeOptions } from '../event-store.js';
import { isAborted } from '../is-aborted.js';
import { isAfter, ownPosition, textOf } from './log-position.js';
import type { LogPosition } from './log-position.js';
import { isShown } from './log-filter.js';
import type { LogReader } from './log-reader.js';
import { Feed } from './feed.js';
import type { FeedOptions } from './feed.js';
import { endOfLogAfter } from './log-end.js';
import { lookAhead } from './look-ahead.js';
import { asLedgerError } from './store-fault.js';
import { fromStored, positionOf } from './stored-event.js';

export interface CatchUpOptions extends Omit<FeedOptions, 'after' | 'filter'> {
  readonly reader: LogReader;
  /** How long an event may be in the log without being delivered, while nothing else is. */
  readonly stallLimitMs: number;
}

/**
 * One subscription of the server, told in the port's words. It never resubscribes by itself: whatever ends
 * it but the signal is thrown, and the caller begins again at its own checkpoint.
 */
export async function* catchUp(
  options: CatchUpOptions,
  { after, filter, signal }: SubscribeOptions,
): AsyncGenerator<LogItem, void, undefined> {
  options.calls.assertOpen();
  let reached: LogPosition | null = after === undefined ? null : ownPosition(after);
  if (isAborted(signal)) return;
  if (reached !== null) await endOfLogAfter(options.reader, reached);

  const progress = new Progress(options.stallLimitMs);
  const feed = new Feed({ ...options, after: reached, filter });
  const stop = (): void => {
    feed.stop();
  };
  signal?.addEventListener('abort', stop);
  try {
    if (isAborted(signal)) return;
    for await (const item of feed.items()) {
      if (isAborted(signal)) return;
      switch (item.kind) {
        case 'event': {
          const position = positionOf(item.event);
          if (!isAfter(position, reached)) break;
          reached = position;
          progress.moved();
          if (isShown(item.event, filter)) yield { kind: 'event', event: fromStored(item.event) };
          break;
        }
        case 'checkpoint':
          if (isAfter(item.position, reached)) reached = item.position;
          progress.moved();
          break;
        case 'drained':
          break;
        case 'idle': {
          const ahead = await lookAhead(options.reader, reached, filter);
          if (ahead.kind === 'undelivered') progress.stands();
          else if (ahead.position !== null) reached = ahead.position;
          break;
        }
      }
      if (isAborted(signal)) return;
      if (item.kind !== 'event' && reached !== null && progress.isNews(reached)) {
        yield { kind: 'reached', position: textOf(reached) };
      }
    }
  } catch (error) {
    if (isAborted(signal)) return;
    throw asLedgerError('the subscription', error);
  } finally {
    signal?.removeEventListener('abort', stop);
    feed.release();
  }
  if (isAborted(signal)) return;
  options.calls.assertOpen();
  throw new LedgerError('store-unavailable', 'the server has ended the subscription');
}

/** What has been announced, and whether the server still delivers what the log holds. */
class Progress {
  readonly #stallLimitMs: number;
  #announced: LogPosition | null = null;
  #standsSinceMs: number | null = null;

  constructor(stallLimitMs: number) {
    this.#stallLimitMs = stallLimitMs;
  }

  isNews(position: LogPosition): boolean {
    if (!isAfter(position, this.#announced)) return false;
    this.#announced = position;
    return true;
  }

  moved(): void {
    this.#standsSinceMs = null;
  }

  /** @throws LedgerError `store-unavailable`: servers have said "running" and delivered nothing before. */
  stands(): void {
    const nowMs = performance.now();
    this.#standsSinceMs ??= nowMs;
    if (nowMs - this.#standsSinceMs < this.#stallLimitMs) return;
    throw new LedgerError(
      'store-unavailable',
      `the subscription stands still: the log holds an event that was not delivered for ${this.#stallLimitMs} ms`,
    );
  }
}
