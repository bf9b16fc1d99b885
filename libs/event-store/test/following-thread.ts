import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread that follows a log by itself, as a projector does beside the thread that takes webhooks. */
export class FollowingThread {
  readonly #worker: Worker;

  constructor(file: string) {
    const entry = new URL('./following-thread-entry.ts', import.meta.url);
    this.#worker = new Worker(entry, { workerData: file });
  }

  /** The id of the next event that it sees; at first, that it has begun. */
  async next(): Promise<unknown> {
    const [id] = (await once(this.#worker, 'message')) as [unknown];
    return id;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
