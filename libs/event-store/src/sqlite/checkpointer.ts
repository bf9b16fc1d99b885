import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { entryBeside } from '../entry-beside.js';
// Its type alone: the import tells the compiler that the file belongs to what it builds.
import type { CheckpointQuestion } from './checkpoint-entry.js';

/** A quarter of what makes the writer checkpoint by itself. */
const STEP_BYTES = 4 * 1024 * 1024;
/** Of each append a page of both indexes, at random places. */
const INDEX_BYTES = 2 * 8_192;
/** A disk that takes longer has to be waited for in the writer's own last checkpoint. */
const CLOSE_LIMIT_MS = 2_000;

/** It does nothing but call SQLite. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 };

/**
 * Brings the write-ahead log into the file in a thread of its own. SQLite would do it within a commit, and every webhook
 * of that time would wait some ten milliseconds for pages that it has nothing to do with. It still does where this falls
 * behind or has died, and then little is left to do.
 */
export class Checkpointer {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #grownBytes = 0;
  #isBusy = false;

  /** @param file an open log of this process. */
  constructor(file: string) {
    this.#worker = new Worker(entryBeside(import.meta.url, 'checkpoint-entry'), {
      workerData: file,
      resourceLimits: RESOURCE_LIMITS,
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
    this.#worker.on('message', () => {
      this.#isBusy = false;
    });
    // Then the writer is left to itself, as it would be without this.
    this.#worker.on('error', () => undefined);
  }

  /** The writer has committed appends with so many bytes of data. */
  grew(appends: number, dataBytes: number): void {
    this.#grownBytes += dataBytes + appends * INDEX_BYTES;
    if (this.#grownBytes < STEP_BYTES || this.#isBusy) return;
    this.#grownBytes = 0;
    this.#isBusy = true;
    this.#ask('checkpoint');
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    this.#ask('close');
    await Promise.race([this.#ended, wait(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    await this.#worker.terminate();
  }

  #ask(question: CheckpointQuestion): void {
    this.#worker.postMessage(question);
  }
}
