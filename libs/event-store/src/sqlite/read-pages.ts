import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadLogOptions, ReadStreamOptions, RecordedEvent } from '../event-store.js';
import { checkedLimit, checkStreamRead } from '../read-request.js';
import { resumeAfter } from './log-position.js';
import type { LogReader } from './log-reader.js';

/** Gives the reader before each page. @throws LedgerError `shutting-down` after the store has closed. */
type OpenReader = () => LogReader;

/** The stream as it was when reading began, page by page. */
export async function* readStreamPages(
  reader: OpenReader,
  stream: string,
  { from, direction = 'forwards', limit }: ReadStreamOptions,
): AsyncGenerator<RecordedEvent, void, undefined> {
  let remaining = checkStreamRead(stream, { from, limit });
  const last = reader().lastRevision(stream);
  let lowest = direction === 'forwards' ? (from ?? 0n) : 0n;
  let highest = direction === 'backwards' && from !== undefined && from < last ? from : last;
  while (remaining > 0 && lowest <= highest) {
    const page = reader().streamPage(stream, lowest, highest, direction, remaining);
    yield* page;
    const end = page.at(-1);
    if (end === undefined) return;
    remaining -= page.length;
    if (direction === 'forwards') lowest = end.revision + 1n;
    else highest = end.revision - 1n;
    await nextTurn();
  }
}

/** The log up to the head as it was when reading began, page by page. */
export async function* readLogPages(
  reader: OpenReader,
  { after, limit, filter }: ReadLogOptions,
): AsyncGenerator<RecordedEvent, void, undefined> {
  const head = reader().head();
  let reached = resumeAfter(after, head);
  let remaining = checkedLimit(limit);
  while (remaining > 0 && reached < head) {
    const page = reader().logPage(reached, head, filter, remaining);
    yield* page.events;
    remaining -= page.events.length;
    reached = page.reached;
    await nextTurn();
  }
}
