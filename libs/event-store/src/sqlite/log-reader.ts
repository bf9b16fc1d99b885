import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Instant, LedgerError, type Position } from '@subledger/domain';
import type { LogFilter, RecordedEvent } from '../event-store.js';
import {
  HEAD,
  LAST_REVISION,
  LOG,
  LOG_OF_MARKED,
  LOG_OF_STREAMS,
  NEXT_POSITION,
  STREAM_BACKWARDS,
  STREAM_FORWARDS,
} from './sql.js';
import { asLedgerError } from './sqlite-fault.js';
import { uuidFromBytes } from './uuid-bytes.js';

/** A page ends at whichever limit comes first, so that memory is bounded for both small and large events. */
const PAGE_EVENTS = 500;
const PAGE_BYTES = 4 * 1024 * 1024;

/** Most positions that one filtered page examines: this takes some milliseconds, in which nothing else runs. */
const SCAN_POSITIONS = 5_000n;

/** Part of a stream. */
export interface StreamPage {
  readonly events: readonly RecordedEvent[];
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/** Part of the log. Every event up to `reached` was considered. */
export interface LogPage {
  readonly events: readonly RecordedEvent[];
  readonly reached: bigint;
}

/** What identifies the wanted events: their type, or a key of their metadata. */
export interface Marks {
  readonly type: string;
  readonly metadataKey: string;
}

/**
 * Reads in pages, each in a read transaction of its own that is over before the page is handed on: a slow consumer
 * never keeps the write-ahead log from being checkpointed.
 */
export class LogReader {
  readonly #head: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #forwards: StatementSync;
  readonly #backwards: StatementSync;
  readonly #log: StatementSync;
  readonly #logOfStreams: StatementSync;
  readonly #logOfMarked: StatementSync;
  readonly #next: StatementSync;

  constructor(db: DatabaseSync) {
    this.#head = db.prepare(HEAD);
    this.#lastRevision = db.prepare(LAST_REVISION);
    this.#forwards = db.prepare(STREAM_FORWARDS);
    this.#backwards = db.prepare(STREAM_BACKWARDS);
    this.#log = db.prepare(LOG);
    this.#logOfStreams = db.prepare(LOG_OF_STREAMS);
    this.#logOfMarked = db.prepare(LOG_OF_MARKED);
    this.#next = db.prepare(NEXT_POSITION);
  }

  /** The last event's position, which is also the number of events; 0n if the log is empty. */
  head(): bigint {
    return reading(() => this.#head.get()?.head as bigint);
  }

  /** -1n if there is no such stream. */
  lastRevision(stream: string): bigint {
    return reading(() => this.#lastRevision.get(stream)?.revision as bigint);
  }

  /** A page of the stream's revisions `lowest` to `highest`, both inclusive. */
  streamPage(
    stream: string,
    lowest: bigint,
    highest: bigint,
    direction: 'forwards' | 'backwards',
    limit: number,
  ): StreamPage {
    const statement = direction === 'forwards' ? this.#forwards : this.#backwards;
    return reading(() => takePage(statement.iterate(stream, lowest, highest), limit));
  }

  /** A page of the log after `after` (exclusive) up to `upTo` (inclusive). */
  logPage(after: bigint, upTo: bigint, filter: LogFilter | undefined, limit: number): LogPage {
    const prefixes = filter?.streamPrefixes;
    const last =
      prefixes !== undefined && upTo - after > SCAN_POSITIONS ? after + SCAN_POSITIONS : upTo;
    const page = takeLogPage(
      () =>
        prefixes === undefined
          ? this.#log.iterate(after, last)
          : this.#logOfStreams.iterate(after, last, JSON.stringify(prefixes)),
      last,
      limit,
    );
    return this.#pastGap(page, upTo);
  }

  /** The same for marked events only. The bodies of all others are not read. */
  markedPage(after: bigint, upTo: bigint, { type, metadataKey }: Marks): LogPage {
    const last = upTo - after > SCAN_POSITIONS ? after + SCAN_POSITIONS : upTo;
    const page = takeLogPage(
      () => this.#logOfMarked.iterate(after, last, type, `$.${metadataKey}`),
      last,
      PAGE_EVENTS,
    );
    return this.#pastGap(page, upTo);
  }

  /** No ledger leaves a gap, but an edit by hand may: stepping through it position by position might never end. */
  #pastGap(page: LogPage, upTo: bigint): LogPage {
    if (page.events.length > 0 || page.reached >= upTo) return page;
    const next = reading(() => this.#next.get(page.reached)?.next) as bigint | null;
    return next === null || next > upTo
      ? { ...page, reached: upTo }
      : { ...page, reached: next - 1n };
  }
}

function takeLogPage(rows: () => Iterable<unknown>, last: bigint, limit: number): LogPage {
  const { events, isWhole } = reading(() => takePage(rows(), limit));
  const lastEvent = events.at(-1);
  return {
    events,
    reached: isWhole || lastEvent === undefined ? last : BigInt(lastEvent.position),
  };
}

function reading<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw asLedgerError('The log cannot be read', error);
  }
}

/** Takes rows until the page is full. Leaving the loop early resets the statement. */
function takePage(
  rows: Iterable<unknown>,
  limit: number,
): { events: RecordedEvent[]; isWhole: boolean } {
  const events: RecordedEvent[] = [];
  const most = Math.min(limit, PAGE_EVENTS);
  let bytes = 0;
  for (const row of rows) {
    const event = recordedEvent(row as EventRow);
    events.push(event);
    bytes += event.data.byteLength;
    if (events.length >= most || bytes >= PAGE_BYTES) return { events, isWhole: false };
  }
  return { events, isWhole: true };
}

interface EventRow {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: Uint8Array;
  readonly type: string;
  readonly stored_at: string;
  readonly metadata: string;
  readonly data: Uint8Array;
}

const recordedEvent = (row: EventRow): RecordedEvent => ({
  id: uuidFromBytes(row.id),
  type: row.type,
  stream: row.stream,
  revision: row.revision,
  position: String(row.position) as Position,
  storedAt: row.stored_at as Instant,
  metadata: metadataOf(row),
  data: row.data,
});

function metadataOf({ position, metadata }: EventRow): Readonly<Record<string, string>> {
  const found = parsed(metadata);
  if (typeof found === 'object' && found !== null && !Array.isArray(found))
    if (Object.values(found).every((value) => typeof value === 'string'))
      return found as Readonly<Record<string, string>>;
  throw new LedgerError(
    'log-altered',
    `The event at position ${position} has metadata that no ledger records: it is not a JSON object of texts.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
