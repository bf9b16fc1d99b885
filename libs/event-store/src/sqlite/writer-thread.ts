import { Worker } from 'node:worker_threads';
import { errorOf, LedgerError } from '@subledger/domain';
import { entryBeside } from '../entry-beside.js';
// Its type alone: the import tells the compiler that the file belongs to what it builds.
import type { WriterOptions } from './writer-entry.js';
import type { Answer, Question } from './writer-messages.js';

/** Half of the time that a sender waits. A disk that stands still for so long is as good as gone. */
const SILENCE_LIMIT_MS = 5_000;

/** How long the thread may not answer. */
export interface ThreadLimits {
  readonly silenceMs?: number;
  /** From its start until the log is open. Absent: as long as it takes. */
  readonly openingMs?: number;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: LedgerError) => void;
}

/**
 * One life of the thread that writes the log. A question that it does not answer in time, or takes with it
 * when it dies, is rejected with `store-unavailable`: whether it was written is then unknown.
 */
export class WriterThread {
  readonly #worker: Worker;
  /** Resolves when the thread has ended, with the reason. */
  readonly ended: Promise<LedgerError>;
  /** In the order of the questions, which is that of the answers. */
  readonly #waiting: Waiting[] = [];
  #silence: NodeJS.Timeout | undefined;
  /** Open, it keeps no process alive that asks it nothing; to see it come or go, a process waits. */
  #isOpen = false;
  /** Why it takes no questions. */
  #fault: LedgerError | null = null;

  private constructor(options: WriterOptions) {
    this.#worker = new Worker(entryBeside(import.meta.url, 'writer-entry'), {
      workerData: options,
    });
    this.ended = this.#untilEnd();
    this.#worker.on('message', (answers: readonly Answer[]) => {
      for (const answer of answers) this.#settle(answer);
    });
  }

  /** @throws LedgerError as `openForWriting`; `store-unavailable` where it is not open in time. */
  static async start(
    options: WriterOptions,
    { silenceMs = SILENCE_LIMIT_MS, openingMs }: ThreadLimits = {},
  ): Promise<WriterThread> {
    const thread = new WriterThread(options);
    if (openingMs !== undefined) thread.#limitSilence(openingMs);
    // It answers once unasked, when the log is open. After a crash that takes as long as the disk needs.
    const opened = await thread.#answer().catch((error: unknown) => {
      // Not waited for: a disk that stands still keeps the thread, too.
      void thread.kill();
      throw error;
    });
    if (opened.kind === 'fault') {
      await thread.ended;
      throw errorOf(opened);
    }
    thread.#isOpen = true;
    thread.#worker.unref();
    thread.#limitSilence(silenceMs);
    return thread;
  }

  /** @param moved buffers of the question that go over to the thread. */
  async ask(question: Question, moved: readonly ArrayBuffer[] = []): Promise<Answer> {
    if (this.#fault !== null) throw this.#fault;
    if (question.kind === 'close') this.#isOpen = false;
    this.#worker.postMessage(question, moved);
    return this.#answer();
  }

  /** Cuts it off where it stands. SQLite's transactions take that, as they take a lost process. */
  async kill(): Promise<void> {
    this.#isOpen = false;
    this.#worker.ref();
    await this.#worker.terminate();
  }

  #answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) {
        this.#worker.ref();
        this.#silence?.refresh();
      }
      this.#waiting.push({ resolve, reject });
    });
  }

  #settle(answer: Answer): void {
    this.#silence?.refresh();
    this.#waiting.shift()?.resolve(answer);
    if (this.#waiting.length > 0) return;
    if (this.#isOpen) this.#worker.unref();
    // Only now: what it was asked before it fell silent still fills its memory.
    this.#fault = null;
  }

  #limitSilence(limitMs: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#lookAgainBeforeGivingUp(limitMs);
    }, limitMs).unref();
  }

  /** If it was this thread that stood still, the answers are there already. */
  #lookAgainBeforeGivingUp(limitMs: number): void {
    const oldest = this.#waiting[0];
    if (oldest === undefined) return;
    setImmediate(() => {
      if (this.#waiting[0] !== oldest) return;
      const seconds = limitMs / 1_000;
      this.#giveUp(`the thread that writes the log has not answered for ${seconds} s`);
    });
  }

  #giveUp(reason: string, options?: ErrorOptions): LedgerError {
    this.#fault = new LedgerError('store-unavailable', reason, options);
    for (const { reject } of this.#waiting) reject(this.#fault);
    return this.#fault;
  }

  #untilEnd(): Promise<LedgerError> {
    return new Promise((resolve) => {
      let error: unknown;
      this.#worker.once('error', (thrown) => {
        error = thrown;
      });
      this.#worker.once('exit', () => {
        clearTimeout(this.#silence);
        const why = error instanceof Error ? `: ${error.message}` : '';
        resolve(this.#giveUp(`the thread that writes the log has ended${why}`, { cause: error }));
      });
    });
  }
}
