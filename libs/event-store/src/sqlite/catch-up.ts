import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position } from '@subledger/domain';
import type { LogItem, SubscribeOptions } from '../event-store.js';
import { isAborted } from '../is-aborted.js';
import type { CommitSignal } from './commit-signal.js';
import { resumeAfter } from './log-position.js';
import type { LogReader } from './log-reader.js';
import type { SharedPages } from './shared-pages.js';

/** How soon another process's commits are seen. Those of this process, from any thread, are signalled at once. */
const POLL_INTERVAL_MS = 250;

export interface CatchUpSource {
  /** @throws LedgerError `shutting-down` after the store has closed. */
  readonly reader: () => LogReader;
  readonly pages: SharedPages;
  readonly commits: CommitSignal;
}

/**
 * From `after` to the head, then follows it. It holds only one page and the shared ones, and reads the next page
 * only when the consumer has taken this one: that is all the back-pressure it needs.
 */
export async function* catchUp(
  { reader, pages, commits }: CatchUpSource,
  { after = null, filter, signal }: SubscribeOptions,
): AsyncGenerator<LogItem, void, undefined> {
  let reached = resumeAfter(after, reader().head());
  let announced: bigint | null = null;
  while (!isAborted(signal)) {
    const heard = commits.heard();
    const head = reader().head();
    const page = pages.page(reader(), reached, head, filter);
    for (const event of page.events) {
      yield { kind: 'event', event };
      if (isAborted(signal)) return;
    }
    reached = page.reached;

    // A full page ends with an event, which itself shows how far this has come.
    const isNews = reached > 0n && reached !== announced;
    const isPassingOver = page.events.at(-1)?.position !== String(reached);
    if (isNews && (isPassingOver || reached === head)) {
      announced = reached;
      yield { kind: 'reached', position: String(reached) as Position };
    }
    if (reached < head) await nextTurn();
    else await commits.wait(heard, POLL_INTERVAL_MS, signal);
  }
}
