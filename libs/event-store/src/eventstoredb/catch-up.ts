import { LedgerError } from '@subledger/domain';
import type { LogItem, SubscribeOptions } from '../event-store.js';
import { isAborted } from '../is-aborted.js';
import { ownPosition } from './log-position.js';
import { Feed } from './feed.js';
import type { FeedOptions } from './feed.js';
import { endOfLogAfter } from './log-end.js';
import { Progress, type ProgressOptions } from './progress.js';
import { asLedgerError } from './store-fault.js';

export type CatchUpOptions = Omit<FeedOptions, 'after' | 'filter'> &
  Omit<ProgressOptions, 'filter'>;

/**
 * One subscription of the server, in the port's terms. It never resubscribes by itself: whatever ends it, except
 * the signal, is thrown, and the caller begins again at its own checkpoint.
 */
export async function* catchUp(
  options: CatchUpOptions,
  { after = null, filter, signal }: SubscribeOptions,
): AsyncGenerator<LogItem, void, undefined> {
  options.calls.assertOpen();
  const start = after === null ? null : ownPosition(after);
  if (isAborted(signal)) return;
  if (start !== null) await endOfLogAfter(options.reader, start);

  const progress = new Progress(start, { ...options, filter });
  const feed = new Feed({ ...options, after: start, filter });
  const stop = (): void => {
    feed.stop();
  };
  signal?.addEventListener('abort', stop);
  try {
    if (isAborted(signal)) return;
    for await (const item of feed.items()) {
      if (isAborted(signal)) return;
      if (item.kind === 'event') {
        const event = progress.take(item.event);
        if (event !== null) yield { kind: 'event', event };
        continue;
      }
      await progress.look(item);
      if (isAborted(signal)) return;
      const position = progress.news();
      if (position !== null) yield { kind: 'reached', position };
    }
  } catch (error) {
    if (isAborted(signal)) return;
    throw asLedgerError('The subscription', error);
  } finally {
    signal?.removeEventListener('abort', stop);
    feed.release();
  }
  if (isAborted(signal)) return;
  options.calls.assertOpen();
  throw new LedgerError('store-unavailable', 'The server ended the subscription.');
}
