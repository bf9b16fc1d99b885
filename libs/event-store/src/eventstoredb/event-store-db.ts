import { hasCode, LedgerError } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import { checkAppend, DEFAULT_MAX_EVENT_BYTES } from '../append-request.js';
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  LogItem,
  NewEvent,
  ReadLogOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../event-store.js';
import { Appender } from './appender.js';
import type { Appended } from './appender.js';
import { catchUp } from './catch-up.js';
import { openClient } from './client.js';
import type { OpenClient } from './client.js';
import { countAfter, headOfLog } from './log-end.js';
import { textOf } from './log-position.js';
import { LAST_REVISION, LogReader } from './log-reader.js';
import { OpenCalls } from './open-calls.js';
import { readLogEvents, readStreamEvents } from './read-events.js';
import { positionOf, storedBytes } from './stored-event.js';
import { withTimeLimit } from '../time-limit.js';
import { WaitingRoom } from './waiting-room.js';
import { WriteCheck } from './write-check.js';

/** What servers 23.10 and 24.10 accept in one append. */
const SERVER_LIMIT_BYTES = 1024 * 1024;

/** Counting is optional: a query about a projection must not wait for a server that is down. */
const COUNT_LIMIT_MS = 1_000;
const COUNT_AGAIN_AFTER_MS = 5_000;

export interface EventStoreDbOptions {
  /** `esdb://…` or `esdb+discover://…`: hosts, TLS, credentials and the client's options. */
  readonly url: string;
  /** Data and metadata of one append. */
  readonly maxEventBytes?: number;
  /** How long one attempt of an append waits for its answer. */
  readonly attemptTimeoutMs?: number;
  /** How long an append is retried: less than the 10 s that a sender waits (Adapty's page "Webhook integration"). */
  readonly appendBudgetMs?: number;
  /** Appends in flight; further ones are `overloaded`. */
  readonly maxPendingAppends?: number;
  /** Their data and metadata together. */
  readonly maxPendingBytes?: number;
  /** Longest silence of the server during a read. */
  readonly readSilenceMs?: number;
  /** How often an idle subscription checks how far the log has grown without it. */
  readonly idleIntervalMs?: number;
  /** How long a subscription may leave an event undelivered before it is given up. */
  readonly stallLimitMs?: number;
}

/** The log in an EventStoreDB server or cluster: any number of processes append and read. */
export class EventStoreDb implements EventStore {
  readonly #connection: OpenClient;
  readonly #calls = new OpenCalls();
  readonly #reader: LogReader;
  readonly #appender: Appender;
  readonly #waiting: WaitingRoom;
  readonly #writeCheck: WriteCheck;
  readonly #options: EventStoreDbOptions;
  readonly #maxEventBytes: number;
  #countNotBeforeMs = 0;
  #closing: Promise<void> | null = null;

  /** @throws LedgerError `invalid-configuration` */
  constructor(options: EventStoreDbOptions) {
    this.#options = options;
    this.#maxEventBytes = options.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES;
    this.#connection = openClient(options.url);
    const { client } = this.#connection;
    this.#reader = new LogReader({
      client,
      calls: this.#calls,
      silenceLimitMs: options.readSilenceMs ?? 10_000,
    });
    this.#appender = new Appender({
      client,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 2_500,
      budgetMs: options.appendBudgetMs ?? 8_000,
    });
    this.#waiting = new WaitingRoom({
      maxAppends: options.maxPendingAppends ?? 10_000,
      maxBytes: options.maxPendingBytes ?? 64 * 1024 * 1024,
    });
    this.#writeCheck = new WriteCheck(this.#reader, this.#appender);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    this.#assertOpen();
    const { bytes } = checkAppend(stream, expected, events, this.#maxEventBytes);
    checkServerLimit(events);
    // Larger than the server can count, and so beyond the end of any stream.
    if (expected !== 'no_stream' && expected > LAST_REVISION) {
      return { outcome: 'conflict', actual: await this.#lastRevision(stream) };
    }
    return this.#waiting.run(bytes, async () => {
      const appended = await this.#appendHeard(stream, expected, events);
      return appended.outcome === 'conflict' ? appended : this.#withPosition(stream, appended);
    });
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    return readStreamEvents(this.#reader, this.#calls, stream, options);
  }

  readLog(options: ReadLogOptions = {}): AsyncIterable<RecordedEvent> {
    return readLogEvents(this.#reader, this.#calls, options);
  }

  subscribe(options: SubscribeOptions = {}): AsyncIterable<LogItem> {
    return catchUp(
      {
        client: this.#connection.client,
        calls: this.#calls,
        reader: this.#reader,
        idleIntervalMs: this.#options.idleIntervalMs ?? 500,
        stallLimitMs: this.#options.stallLimitMs ?? 30_000,
      },
      options,
    );
  }

  async head(): Promise<Position | null> {
    this.#assertOpen();
    return headOfLog(this.#reader);
  }

  async countAfter(after: Position | null): Promise<number | null> {
    this.#assertOpen();
    if (performance.now() < this.#countNotBeforeMs) return null;
    try {
      return await withTimeLimit(countAfter(this.#reader, after), COUNT_LIMIT_MS, 'Counting');
    } catch (error) {
      this.#assertOpen();
      if (!hasCode(error, 'store-unavailable')) throw error;
      this.#countNotBeforeMs = performance.now() + COUNT_AGAIN_AFTER_MS;
      return null;
    }
  }

  async checkWritable(): Promise<void> {
    this.#assertOpen();
    await this.#writeCheck.check();
  }

  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    this.#appender.stop();
    await this.#waiting.emptied();
    this.#calls.close();
    await this.#connection.close();
  }

  #assertOpen(): void {
    if (this.#closing !== null)
      throw new LedgerError('shutting-down', 'The event store is closed.');
  }

  async #appendHeard(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    try {
      const appended = await this.#appender.append(stream, expected, events);
      if (appended.outcome === 'appended') this.#writeCheck.heard(true);
      return appended;
    } catch (error) {
      this.#writeCheck.heard(false);
      throw error;
    }
  }

  async #withPosition(
    stream: string,
    { outcome, revision, position }: Extract<Appended, { outcome: 'appended' }>,
  ): Promise<AppendResult> {
    if (position !== undefined) return { outcome, revision, position: textOf(position) };
    for await (const event of this.#reader.stream(stream, 'forwards', revision, 1)) {
      return { outcome, revision, position: textOf(positionOf(event)) };
    }
    throw new LedgerError('store-unavailable', `The end of ${stream} cannot be read back yet.`);
  }

  async #lastRevision(stream: string): Promise<ExpectedRevision> {
    for await (const { revision } of this.#reader.stream(stream, 'backwards', undefined, 1)) {
      return revision;
    }
    return 'no_stream';
  }
}

/** @throws LedgerError `event-too-large`: for the server, the metadata beside many small events counts too. */
function checkServerLimit(events: readonly NewEvent[]): void {
  const bytes = events.reduce((sum, event) => sum + storedBytes(event), 0);
  if (bytes <= SERVER_LIMIT_BYTES) return;
  throw new LedgerError(
    'event-too-large',
    `The event has ${bytes} bytes as the server counts them, which exceeds its limit of ${SERVER_LIMIT_BYTES}.`,
  );
}
