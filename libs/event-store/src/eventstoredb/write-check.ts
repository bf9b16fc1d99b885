import { randomUUID } from 'node:crypto';
import type { Appender } from './appender.js';
import type { LogReader } from './log-reader.js';
import { WRITE_CHECK_STREAM } from './stored-event.js';

/**
 * Whether an append would be accepted now. While all goes well it is enough that the server answers. After an
 * append has failed only a write counts: one small event, in a stream of its own that no read shows.
 */
export class WriteCheck {
  readonly #reader: LogReader;
  readonly #appender: Appender;
  #hasFailed = false;
  #running: Promise<void> | null = null;

  constructor(reader: LogReader, appender: Appender) {
    this.#reader = reader;
    this.#appender = appender;
  }

  /** Records the outcome of every append. */
  heard(isSuccess: boolean): void {
    this.#hasFailed = !isSuccess;
  }

  /** Concurrent checks share one answer. */
  check(): Promise<void> {
    this.#running ??= this.#check().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #check(): Promise<void> {
    if (!this.#hasFailed) {
      for await (const _ of this.#reader.backwards(1)) return;
      return;
    }
    const event = { id: randomUUID(), type: 'write_checked', data: new Uint8Array(), metadata: {} };
    await this.#appender.append(WRITE_CHECK_STREAM, 'any', [event]);
    this.#hasFailed = false;
  }
}
