import { LedgerError } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import { checkAppend, checkAppendOnce, DEFAULT_MAX_EVENT_BYTES } from '../append-request.js';
import type {
  Append,
  AppendOnceResult,
  AppendResult,
  AppendStats,
  EventStore,
  ExpectedRevision,
  LogItem,
  NewEvent,
  ReadLogOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../event-store.js';
import { AppendQueue } from './append-queue.js';
import { catchUp } from './catch-up.js';
import { CommitSignal } from './commit-signal.js';
import { openForReading } from './log-file.js';
import type { LogFile } from './log-file.js';
import { logPosition, resumeAfter } from './log-position.js';
import { LogReader, type Marks } from './log-reader.js';
import { SharedPages } from './shared-pages.js';
import { readLogPages, readStreamPages } from './read-pages.js';
import { Writer } from './writer.js';

export interface SqliteEventStoreOptions {
  /** Path of the log; `-wal`, `-shm` and `-writer` files are beside it. Created if there is none. */
  readonly file: string;
  /** For a process beside the one that writes: appends are refused. */
  readonly readOnly?: boolean;
  /** With `readOnly`, for a log that nobody writes to: see `openForReading`. */
  readonly isStill?: boolean;
  /** Data and metadata of one append. */
  readonly maxEventBytes?: number;
  /** Appends waiting for the disk; further ones are `overloaded`. */
  readonly maxQueuedAppends?: number;
  /** Their data and metadata together. */
  readonly maxQueuedBytes?: number;
  /** Beyond this size the log answers `store-full`, so that it never fills a shared disk. */
  readonly maxFileBytes?: number;
  /** Milliseconds since the epoch: the source of `storedAt`. */
  readonly clock?: () => number;
}

export interface MarkedEvents {
  readonly events: readonly RecordedEvent[];
  readonly reached: Position;
  /** How many events were examined. */
  readonly considered: number;
}

/** @throws LedgerError see `openForWriting`, `openForReading`. */
export async function openSqliteEventStore(
  options: SqliteEventStoreOptions,
): Promise<SqliteEventStore> {
  const { file, readOnly = false, isStill, maxFileBytes } = options;
  if (readOnly) return new SqliteEventStore(openForReading(file, isStill), null, options);
  const writer = await Writer.open({ file, maxFileBytes });
  try {
    return new SqliteEventStore(openForReading(file), writer, options);
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/**
 * The log in one SQLite file, for one machine: one process writes, any number read. A dedicated thread writes, so
 * that nothing else stands still while the disk works; reads run in the caller's thread.
 */
export class SqliteEventStore implements EventStore {
  readonly #log: LogFile;
  readonly #reader: LogReader;
  readonly #pages = new SharedPages();
  /** Null if the log was opened for reading. */
  readonly #queue: AppendQueue | null;
  readonly #commits: CommitSignal;
  readonly #maxEventBytes: number;
  #closing: Promise<void> | null = null;

  constructor(log: LogFile, writer: Writer | null, options: SqliteEventStoreOptions) {
    this.#maxEventBytes = options.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES;
    this.#log = log;
    this.#reader = new LogReader(log.db);
    this.#commits = new CommitSignal(options.file);
    this.#queue =
      writer &&
      new AppendQueue({
        writer,
        maxQueuedAppends: options.maxQueuedAppends ?? 10_000,
        maxQueuedBytes: options.maxQueuedBytes ?? 64 * 1024 * 1024,
        clock: options.clock ?? Date.now,
      });
  }

  /** What the writer has done; all zero if the log was opened for reading. */
  stats(): AppendStats {
    return this.#queue?.stats() ?? { commits: 0, events: 0, queuedAppends: 0 };
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    return await this.#openQueue().add(checkAppend(stream, expected, events, this.#maxEventBytes));
  }

  async appendAll(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    return await this.#openQueue().addAll(
      appends.map(({ stream, expected, events }) =>
        checkAppend(stream, expected, events, this.#maxEventBytes),
      ),
    );
  }

  async appendOnce(stream: string, event: NewEvent): Promise<AppendOnceResult> {
    return await this.#openQueue().add(checkAppendOnce(stream, event, this.#maxEventBytes));
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    return readStreamPages(this.#openReader, stream, options);
  }

  readLog(options: ReadLogOptions = {}): AsyncIterable<RecordedEvent> {
    return readLogPages(this.#openReader, options);
  }

  /**
   * The marked events among the next ones after a position, in the log's order, and how far the search came; null
   * if there are no more. Examines some thousands of events, and reads only the bodies of those that it returns.
   */
  markedAfter(after: Position | null, marks: Marks): MarkedEvents | null {
    const reader = this.#openReader();
    const head = reader.head();
    const from = resumeAfter(after, head);
    if (from === head) return null;
    const { events, reached } = reader.markedPage(from, head, marks);
    return { events, reached: String(reached) as Position, considered: Number(reached - from) };
  }

  subscribe(options: SubscribeOptions = {}): AsyncIterable<LogItem> {
    const source = { reader: this.#openReader, pages: this.#pages, commits: this.#commits };
    return catchUp(source, options);
  }

  head(): Promise<Position | null> {
    return promiseOf(() => {
      const head = this.#openReader().head();
      return head === 0n ? null : (String(head) as Position);
    });
  }

  countAfter(after: Position | null): Promise<number | null> {
    return promiseOf(() => {
      const head = this.#openReader().head();
      const from = after === null ? 0n : logPosition(after);
      return from === null || from > head ? null : Number(head - from);
    });
  }

  async checkWritable(): Promise<void> {
    await this.#openQueue().checkWritable();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#commits.close();
    // Before the writer, which moves the write-ahead log into the file as the last one to close.
    this.#log.close();
    await this.#queue?.close();
  }

  /** Called before every page: a read that outlives the store must not touch the closed file. */
  readonly #openReader = (): LogReader => {
    if (this.#closing !== null)
      throw new LedgerError('shutting-down', 'The event store is closed.');
    return this.#reader;
  };

  #openQueue(): AppendQueue {
    this.#openReader();
    if (this.#queue !== null) return this.#queue;
    throw new LedgerError('store-unavailable', 'The event store was opened for reading only.');
  }
}

/** SQLite is synchronous, but the port promises: errors reject instead of being thrown. */
const promiseOf = <Result>(work: () => Result): Promise<Result> =>
  new Promise((resolve) => {
    resolve(work());
  });
