import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadLogOptions, ReadStreamOptions, RecordedEvent } from '../event-store.js';
import { checkedLimit, checkStreamRead } from '../read-request.js';
import { resumeAfter } from './log-position.js';
import type { LogReader } from './log-reader.js';

/** Returns the reader before each page. @throws LedgerError `shutting-down` after the store has closed. */
type OpenReader = () => LogReader;

/** No stream reaches it: SQLite's largest number. */
const NO_REVISION = 2n ** 63n - 1n;

/** The stream as it was when reading began, page by page. */
export async function* readStreamPages(
  reader: OpenReader,
  stream: string,
  { from, direction = 'forwards', limit }: ReadStreamOptions,
): AsyncGenerator<RecordedEvent, void, undefined> {
  let remaining = checkStreamRead(stream, { from, limit });
  let lowest = direction === 'forwards' ? (from ?? 0n) : 0n;
  let highest =
    direction === 'backwards' && from !== undefined && from < NO_REVISION ? from : NO_REVISION;
  while (remaining > 0 && lowest <= highest) {
    const { events, isWhole } = reader().streamPage(stream, lowest, highest, direction, remaining);
    // Most streams are one page, which is itself a snapshot: they cost only one look at the log.
    if (!isWhole && highest === NO_REVISION) highest = reader().lastRevision(stream);
    yield* events;
    const end = events.at(-1);
    if (isWhole || end === undefined) return;
    remaining -= events.length;
    if (direction === 'forwards') lowest = end.revision + 1n;
    else highest = end.revision - 1n;
    await nextTurn();
  }
}

/** The log up to its head at the time reading began, page by page. */
export async function* readLogPages(
  reader: OpenReader,
  { after = null, limit, filter }: ReadLogOptions,
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
