import { setTimeout as wait } from 'node:timers/promises';
import { LedgerError } from '@subledger/domain';
import { asLedgerError } from './sqlite-fault.js';
import type { WriterOptions } from './writer-entry.js';
import type { Answer, Question } from './writer-messages.js';
import { WriterThread } from './writer-thread.js';

/** A thread that dies at once, again and again, must not keep the machine busy. */
const RESTART_PAUSE_MS = 500;

/** What a crash left is read through once, and folded in: far less than this, on a disk that works. */
const OPENING_LIMIT_MS = 300_000;

/** The thread that writes the log, and another one whenever it has died. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #closing = new AbortController();
  #thread: WriterThread | null = null;
  /** Why there is no thread now. */
  #fault = new LedgerError('store-unavailable', 'the log is not open for writing');
  #watch: Promise<void> = Promise.resolve();

  private constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** @throws LedgerError as `openForWriting`. */
  static async open(options: WriterOptions): Promise<Writer> {
    const writer = new Writer(options);
    writer.#thread = await WriterThread.start(options, { openingMs: OPENING_LIMIT_MS });
    writer.#watch = writer.#keepAlive(writer.#thread);
    return writer;
  }

  /** @throws LedgerError `store-unavailable` at once while there is no thread, or none that answers. */
  async ask(question: Question, moved?: readonly ArrayBuffer[]): Promise<Answer> {
    if (this.#thread === null) throw this.#fault;
    return this.#thread.ask(question, moved);
  }

  /** Ends the thread once it has answered everything, or has fallen silent. */
  async close(): Promise<void> {
    this.#closing.abort();
    const thread = this.#thread;
    await thread?.ask({ kind: 'close' }).catch(() => thread.kill());
    await this.#watch;
  }

  async #keepAlive(first: WriterThread): Promise<void> {
    let thread: WriterThread | null = first;
    while (!this.#closing.signal.aborted) {
      this.#thread = thread;
      if (thread !== null) this.#fault = await thread.ended;
      this.#thread = null;
      thread = await this.#startAgain();
    }
    await thread?.kill();
  }

  async #startAgain(): Promise<WriterThread | null> {
    try {
      await wait(RESTART_PAUSE_MS, undefined, { signal: this.#closing.signal, ref: false });
      // Without a limit: a further thread would wait for the same disk, and who asks is refused meanwhile.
      return await WriterThread.start(this.#options);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#fault = asLedgerError('cannot write again', error);
      return null;
    }
  }
}
