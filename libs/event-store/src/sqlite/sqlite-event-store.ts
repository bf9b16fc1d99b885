import { LedgerError } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import { checkAppend, DEFAULT_MAX_EVENT_BYTES } from '../append-request.js';
import type {
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
import { openForReading, openForWriting } from './log-file.js';
import type { LogFile } from './log-file.js';
import { logPosition } from './log-position.js';
import { LogReader } from './log-reader.js';
import { readLogPages, readStreamPages } from './read-pages.js';

export interface SqliteEventStoreOptions {
  /** Path of the log; `-wal`, `-shm` and `-writer` files live beside it. Made where there is none. */
  readonly file: string;
  /** For a process beside the one that writes: appends are refused. */
  readonly readOnly?: boolean;
  /** Data and metadata of one append. */
  readonly maxEventBytes?: number;
  /** Appends waiting for the disk; one more is `overloaded`. */
  readonly maxQueuedAppends?: number;
  /** Their data and metadata together. */
  readonly maxQueuedBytes?: number;
  /** The log grows no further and answers `store-full`, so that it never fills a shared disk. */
  readonly maxFileBytes?: number;
  /** Milliseconds since the epoch: the source of `storedAt`. */
  readonly clock?: () => number;
}

/** @throws LedgerError see `openForWriting`, `openForReading`. */
export function openSqliteEventStore(options: SqliteEventStoreOptions): Promise<SqliteEventStore> {
  return promiseOf(() => new SqliteEventStore(options));
}

/** The log in one SQLite file, for one machine: one process writes, any number read. */
export class SqliteEventStore implements EventStore {
  readonly #log: LogFile;
  readonly #reader: LogReader;
  /** Null where the log was opened for reading. */
  readonly #queue: AppendQueue | null;
  readonly #commits = new CommitSignal();
  readonly #maxEventBytes: number;
  #isClosed = false;

  constructor(options: SqliteEventStoreOptions) {
    const { file, readOnly = false, maxFileBytes } = options;
    this.#maxEventBytes = options.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES;
    this.#log = readOnly ? openForReading(file) : openForWriting(file, maxFileBytes);
    this.#reader = new LogReader(this.#log.db);
    this.#queue = readOnly ? null : this.#appendQueue(options);
  }

  /** What the writer has done; all zero where the log was opened for reading. */
  stats(): AppendStats {
    return this.#queue?.stats() ?? { commits: 0, events: 0, queuedAppends: 0 };
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    return this.#openQueue().add(checkAppend(stream, expected, events, this.#maxEventBytes));
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    return readStreamPages(this.#openReader, stream, options);
  }

  readLog(options: ReadLogOptions = {}): AsyncIterable<RecordedEvent> {
    return readLogPages(this.#openReader, options);
  }

  subscribe(options: SubscribeOptions = {}): AsyncIterable<LogItem> {
    return catchUp({ reader: this.#openReader, commits: this.#commits }, options);
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

  checkWritable(): Promise<void> {
    return promiseOf(() => {
      this.#openQueue().checkWritable();
    });
  }

  close(): Promise<void> {
    return promiseOf(() => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#queue?.drain();
      this.#commits.notify();
      this.#log.close();
    });
  }

  /** Asked anew before every page: a read that outlives the store must not touch the closed file. */
  readonly #openReader = (): LogReader => {
    if (this.#isClosed) throw new LedgerError('shutting-down', 'the event store is closed');
    return this.#reader;
  };

  #openQueue(): AppendQueue {
    this.#openReader();
    if (this.#queue !== null) return this.#queue;
    throw new LedgerError('store-unavailable', 'the event store was opened for reading only');
  }

  #appendQueue(options: SqliteEventStoreOptions): AppendQueue {
    return new AppendQueue({
      db: this.#log.db,
      maxQueuedAppends: options.maxQueuedAppends ?? 10_000,
      maxQueuedBytes: options.maxQueuedBytes ?? 64 * 1024 * 1024,
      clock: options.clock ?? Date.now,
      onCommit: () => {
        this.#commits.notify();
      },
    });
  }
}

/** SQLite answers at once; the port promises, and throws nothing. */
const promiseOf = <Result>(work: () => Result): Promise<Result> =>
  new Promise((resolve) => {
    resolve(work());
  });
