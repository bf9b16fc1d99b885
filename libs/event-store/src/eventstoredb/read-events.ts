import type { ReadLogOptions, ReadStreamOptions, RecordedEvent } from '../event-store.js';
import { checkedLimit, checkStreamRead } from '../read-request.js';
import { endOfLogAfter } from './log-end.js';
import { isShown } from './log-filter.js';
import { isAfter, ownPosition } from './log-position.js';
import { LAST_REVISION } from './log-reader.js';
import type { LogReader } from './log-reader.js';
import type { OpenCalls } from './open-calls.js';
import { fromStored, positionOf } from './stored-event.js';

/** The stream as the server has it. */
export async function* readStreamEvents(
  reader: LogReader,
  calls: OpenCalls,
  stream: string,
  { from, direction = 'forwards', limit }: ReadStreamOptions,
): AsyncGenerator<RecordedEvent, void, undefined> {
  calls.assertOpen();
  const most = checkStreamRead(stream, { from, limit });
  if (most === 0) return;
  if (direction === 'forwards' && from !== undefined && from > LAST_REVISION) return;
  for await (const event of reader.stream(stream, direction, from, most)) yield fromStored(event);
}

/** The log up to its end at the time reading began. */
export async function* readLogEvents(
  reader: LogReader,
  calls: OpenCalls,
  { after = null, limit, filter }: ReadLogOptions,
): AsyncGenerator<RecordedEvent, void, undefined> {
  calls.assertOpen();
  const from = after === null ? null : ownPosition(after);
  let remaining = checkedLimit(limit);
  const end = await endOfLogAfter(reader, from);
  if (end === null || remaining === 0) return;
  // The server's read begins at the position itself.
  for await (const event of reader.forwards(from, Infinity)) {
    const position = positionOf(event);
    if (isAfter(position, end)) return;
    if (!isAfter(position, from) || !isShown(event, filter)) continue;
    yield fromStored(event);
    remaining -= 1;
    if (remaining === 0) return;
  }
}
