import { setTimeout as wait } from 'node:timers/promises';
import { LedgerError } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import type { LogReader } from './log-reader.js';
import { isAfter, logPosition, textOf } from './log-position.js';
import type { LogPosition } from './log-position.js';
import { isOrdinary, positionOf } from './stored-event.js';

/** A follower node may briefly lag behind a checkpoint. */
const TRIES = 5;
const PAUSE_MS = 200;

/** The longest run of system events at the end that is searched for an ordinary event. */
const MOST_SYSTEM_EVENTS = 100_000;

/** Most events counted: nobody acts on the exact size of a larger lag, and counting reads all of them. */
const MOST_COUNTED = 256;

/** The position of the very last event, including system events; null if there is none. */
async function endOfLog(reader: LogReader): Promise<LogPosition | null> {
  for await (const event of reader.backwards(1)) return positionOf(event);
  return null;
}

/**
 * The log's end, which is not before `position`.
 *
 * @throws LedgerError `invalid-request` for a position after the log's end: the log was restored from an older
 * backup, and continuing from there would silently skip events.
 */
export async function endOfLogAfter(
  reader: LogReader,
  position: LogPosition | null,
): Promise<LogPosition | null> {
  let end = await endOfLog(reader);
  for (let attempt = 1; attempt < TRIES && lies(position, end); attempt += 1) {
    await wait(PAUSE_MS);
    end = await endOfLog(reader);
  }
  if (position === null || !lies(position, end)) return end;
  throw new LedgerError(
    'invalid-request',
    `Position ${textOf(position)} is after the log's end${end === null ? '' : `, ${textOf(end)}`}.`,
  );
}

const lies = (position: LogPosition | null, end: LogPosition | null): boolean =>
  position !== null && isAfter(position, end);

/**
 * The last ordinary event's position; null if there is none. After an overlong run of system events it is where
 * the search ended: no ordinary event comes after that.
 */
export async function headOfLog(reader: LogReader): Promise<Position | null> {
  let looked: LogPosition | null = null;
  let count = 0;
  for await (const event of reader.backwards(MOST_SYSTEM_EVENTS)) {
    looked = positionOf(event);
    count += 1;
    if (isOrdinary(event)) return textOf(looked);
  }
  return looked !== null && count === MOST_SYSTEM_EVENTS ? textOf(looked) : null;
}

/** The number of ordinary events after `after`; null if there are too many to count, or it cannot be told. */
export async function countAfter(
  reader: LogReader,
  after: Position | null,
): Promise<number | null> {
  const from = after === null ? null : logPosition(after);
  if (after !== null && from === null) return null;
  let looked = 0;
  let count = 0;
  for await (const event of reader.forwards(from, MOST_COUNTED)) {
    looked += 1;
    if (isOrdinary(event) && isAfter(positionOf(event), from)) count += 1;
  }
  // A read that begins at a position returns at least the event there, unless the log ends before it.
  const isKnown = from === null || looked > 0;
  return isKnown && looked < MOST_COUNTED ? count : null;
}
