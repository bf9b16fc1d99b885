import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { entryBeside } from '../entry-beside.js';
// Only a type: the import makes the compiler include the file in the build.
import type { CheckpointQuestion } from './checkpoint-entry.js';

/** A quarter of the size at which the writer checkpoints by itself. */
const STEP_BYTES = 4 * 1024 * 1024;
/** Each append changes a page of both indexes, at random places. */
const INDEX_BYTES = 2 * 8_192;
/** If the disk takes longer, the writer's own last checkpoint waits for it. */
const CLOSE_LIMIT_MS = 2_000;

/** The thread only calls SQLite. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 };

/**
 * Moves the write-ahead log into the file in a thread of its own. SQLite would do it within a commit, and every
 * webhook at that time would wait some ten milliseconds for pages that are not its own. SQLite still does it if
 * this thread falls behind or has died, but then little is left to do.
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
    // Then the writer checkpoints by itself, as it would without this thread.
    this.#worker.on('error', () => undefined);
  }

  /** Called when the writer has committed appends with this much data. */
  grew(appends: number, dataBytes: number): void {
    this.#grownBytes += dataBytes + appends * INDEX_BYTES;
    if (this.#grownBytes < STEP_BYTES || this.#isBusy) return;
    this.#grownBytes = 0;
    this.#isBusy = true;
    this.#ask('checkpoint');
  }

  /** Closes the file. */
  async close(): Promise<void> {
    this.#ask('close');
    await Promise.race([this.#ended, wait(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    await this.#worker.terminate();
  }

  #ask(question: CheckpointQuestion): void {
    this.#worker.postMessage(question);
  }
}
