import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { errorOf, LedgerError } from '@subledger/domain';
import { Backoff } from '@subledger/event-store';
import { TreeFile } from '../tree-file/tree-file.js';
import type { GrowerMessage } from './grower-messages.js';
import type { GrowingTree } from './growing-tree.js';

/** How long the thread may take to stop before it is cut off: SQLite's transactions take that. */
const STOP_LIMIT_MS = 10_000;

export interface RemoteGrowerOptions {
  /** The file that the thread runs, which calls `serveGrower`, and what it is given as `workerData`. */
  readonly entry: URL;
  readonly workerData: unknown;
  /** Of the tree, as the thread has it. */
  readonly file: string;
  /** Hears of every failure before it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** A tree that grows in a thread of its own: hashing every event would keep webhooks and questions waiting. */
export class RemoteGrower implements GrowingTree {
  readonly #options: RemoteGrowerOptions;
  readonly #stopping = new AbortController();
  #worker: Worker | null = null;
  #isOpen = false;
  #tree: TreeFile | null = null;
  #trouble: LedgerError | null = null;
  readonly #backoff = new Backoff();

  constructor(options: RemoteGrowerOptions) {
    this.#options = options;
  }

  get tree(): TreeFile {
    if (!this.#isOpen)
      throw this.#trouble ?? new LedgerError('proofs-not-ready', 'The tree of hashes is not open.');
    return (this.#tree ??= TreeFile.open(this.#options.file, 'write'));
  }

  get trouble(): LedgerError | null {
    return this.#trouble;
  }

  start(): void {
    const { entry, workerData } = this.#options;
    const worker = new Worker(entry, { workerData });
    this.#worker = worker;
    worker.on('message', (message: GrowerMessage) => {
      this.#hear(message);
    });
    worker.on('error', (error: unknown) => {
      this.#options.onFailure(error);
    });
    worker.on('exit', () => {
      this.#worker = null;
      if (this.#stopping.signal.aborted) return;
      this.#trouble = gone();
      void this.#startAgain();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const worker = this.#worker;
    if (worker !== null) {
      const late = wait(STOP_LIMIT_MS, undefined, { ref: false });
      worker.postMessage('stop');
      await Promise.race([once(worker, 'exit'), late]);
      await worker.terminate();
    }
    this.#tree?.close();
    this.#tree = null;
    this.#isOpen = false;
  }

  /** A thread that has died takes nothing with it: what it had not committed it does again. */
  async #startAgain(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await this.#backoff.wait(signal);
      if (signal.aborted) return;
      try {
        this.start();
        return;
      } catch (error) {
        // The system gives no thread now: there is none whose end another try would follow.
        this.#options.onFailure(error);
      }
    }
  }

  #hear(message: GrowerMessage): void {
    if (message.kind === 'failure') {
      this.#options.onFailure(errorOf(message.fault));
      return;
    }
    const trouble = message.trouble === null ? null : errorOf(message.trouble);
    this.#trouble = trouble === null || trouble instanceof LedgerError ? trouble : gone();
    this.#isOpen = true;
    this.#backoff.reset();
  }
}

const gone = (): LedgerError =>
  new LedgerError(
    'proofs-not-ready',
    'The thread that grows the tree of hashes has ended; it is started again.',
  );
