import { realpathSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

/** By the file's real path, so that opening it through a symbolic link works too. */
const channelOf = (file: string): BroadcastChannel =>
  new BroadcastChannel(`subledger-commits ${realpathSync(file)}`);

/** Tells every thread of this process that the log has grown. */
export class CommitBroadcast {
  readonly #channel: BroadcastChannel;

  constructor(file: string) {
    this.#channel = channelOf(file);
    this.#channel.unref();
  }

  announce(): void {
    this.#channel.postMessage(null);
  }

  close(): void {
    this.#channel.close();
  }
}

/**
 * Wakes the catch-up subscriptions of one store at every commit to its file, whichever thread of this process made
 * it. It only says "look again", so a superfluous signal does no harm.
 */
export class CommitSignal {
  readonly #file: string;
  readonly #waiting = new Set<() => void>();
  #channel: BroadcastChannel | null = null;
  #heard = 0;
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * The number of signals so far. A caller that reads it before looking at the log can wait for what it has not
   * seen. Listening starts with the first call: most stores have no subscription.
   */
  heard(): number {
    if (!this.#isClosed) this.#channel ??= this.#listen();
    return this.#heard;
  }

  notify(): void {
    this.#heard += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the first signal after `heard`, when `signal` aborts, or after `timeoutMs`. */
  wait(heard: number, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
      if (this.#heard !== heard || signal?.aborted === true) wake();
      else signal?.addEventListener('abort', wake);
    });
  }

  /** Wakes all waiters, and stops listening. */
  close(): void {
    this.#isClosed = true;
    this.#channel?.close();
    this.notify();
  }

  #listen(): BroadcastChannel {
    const channel = channelOf(this.#file);
    channel.onmessage = () => {
      this.notify();
    };
    channel.unref();
    return channel;
  }
}
