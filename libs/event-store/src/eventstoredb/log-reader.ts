import { BACKWARDS, END, FORWARDS, START } from '@eventstore/db-client';
import type { EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import { setTimeout as wait } from 'node:timers/promises';
import type { OpenCalls } from './open-calls.js';
import type { LogPosition } from './log-position.js';
import { asLedgerError, kindOfFault } from './store-fault.js';
import type { ReadEvent } from './stored-event.js';
import { withTimeLimit } from '../time-limit.js';

/** Attempts of a read that fails before its first event: a server that changes its role soon answers again. */
const MOST_TRIES = 3;
const PAUSE_MS = 100;

/** The server's revisions are signed integers. */
export const LAST_REVISION = 2n ** 63n - 1n;

export interface LogReaderOptions {
  readonly client: EventStoreDBClient;
  readonly calls: OpenCalls;
  /** Longest silence of the server while a consumer waits for the next event. */
  readonly silenceLimitMs: number;
}

/**
 * Reads events one by one as the server returns them, including system events: the consumer's pace holds the
 * server back.
 */
export class LogReader {
  readonly #options: LogReaderOptions;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** Nothing for a stream that does not exist. `from` is inclusive. */
  stream(
    name: string,
    direction: 'forwards' | 'backwards',
    from: bigint | undefined,
    limit: number,
  ): AsyncGenerator<ReadEvent, void, undefined> {
    const isBackwards = direction === 'backwards';
    const fromRevision = from === undefined || from > LAST_REVISION ? undefined : from;
    return this.#read(`Reading stream ${name}`, () =>
      this.#options.client.readStream(name, {
        direction: isBackwards ? BACKWARDS : FORWARDS,
        fromRevision: fromRevision ?? (isBackwards ? END : START),
        maxCount: countOf(limit),
      }),
    );
  }

  /** The log from `from`, inclusive; null: from its beginning. */
  forwards(from: LogPosition | null, limit: number): AsyncGenerator<ReadEvent, void, undefined> {
    return this.#read('Reading the log', () =>
      this.#options.client.readAll({
        direction: FORWARDS,
        fromPosition: from ?? START,
        maxCount: countOf(limit),
      }),
    );
  }

  /** The log from its end. */
  backwards(limit: number): AsyncGenerator<ReadEvent, void, undefined> {
    return this.#read("Reading the log's end", () =>
      this.#options.client.readAll({
        direction: BACKWARDS,
        fromPosition: END,
        maxCount: countOf(limit),
      }),
    );
  }

  async *#read(
    what: string,
    open: () => StreamingRead<ReadItem>,
  ): AsyncGenerator<ReadEvent, void, undefined> {
    for (let attempt = 1; ; attempt += 1) {
      let hasBegun = false;
      try {
        for await (const event of this.#once(what, open)) {
          hasBegun = true;
          yield event;
        }
        return;
      } catch (error) {
        if (kindOfFault(error) === 'no-stream') return;
        this.#options.calls.assertOpen();
        const isLast = hasBegun || attempt === MOST_TRIES || kindOfFault(error) !== 'transient';
        if (isLast) throw asLedgerError(what, error);
        await wait(PAUSE_MS * attempt);
      }
    }
  }

  async *#once(
    what: string,
    open: () => StreamingRead<ReadItem>,
  ): AsyncGenerator<ReadEvent, void, undefined> {
    const { calls, silenceLimitMs } = this.#options;
    calls.assertOpen();
    const stream = open();
    calls.add(stream, () => stream.cancel());
    const items = stream[Symbol.asyncIterator]() as AsyncIterator<ReadItem, undefined>;
    try {
      for (;;) {
        const next = await withTimeLimit(items.next(), silenceLimitMs, what);
        if (next.done === true) return;
        if (next.value.event !== undefined) yield next.value.event;
      }
    } finally {
      calls.release(stream);
    }
  }
}

interface ReadItem {
  readonly event?: ReadEvent;
}

/** The client requires the count as an integer. */
const countOf = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER);
