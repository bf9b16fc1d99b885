import { Worker } from 'node:worker_threads';
import { type Environment, errorOf, type Instant, LedgerError } from '@subledger/domain';
import { Backoff } from '@subledger/event-store';
import type { Build } from '@subledger/read-models';
import { setTimeout as wait } from 'node:timers/promises';
import type { CustomerRebuilt } from '../rebuild-customer.js';
import type { ControlMessage, ControlMethod, FeedState } from './control-messages.js';
import type { Feed, ProjectionControl, WantedProjection } from './projection-control.js';

/** How long the thread may take to stop before it is cut off: SQLite's transactions take that. */
const STOP_LIMIT_MS = 10_000;

export interface RemoteControlOptions {
  /** The file that the thread runs, and what it is given as `workerData`. */
  readonly entry: URL;
  readonly workerData: unknown;
  readonly wanted: readonly WantedProjection[];
  readonly now: () => Instant;
  readonly onFailure: (projection: string, error: unknown) => void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A projector in a thread of its own, so that neither webhooks nor questions wait while it works. */
export class RemoteControl implements ProjectionControl {
  readonly #options: RemoteControlOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #backoff = new Backoff();
  readonly #stopping = new AbortController();
  #worker: Worker | undefined;
  #asked = 0;
  /** Null until the thread has told it. */
  #state: FeedState | null = null;

  constructor(options: RemoteControlOptions) {
    this.#options = options;
  }

  get wanted(): readonly WantedProjection[] {
    return this.#options.wanted;
  }

  async start(): Promise<void> {
    this.#spawn();
    await this.#ask('start');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const worker = this.#worker;
    if (worker === undefined) return;
    const late = wait(STOP_LIMIT_MS, undefined, { ref: false });
    await Promise.race([this.#ask('stop').catch(() => undefined), late]);
    await worker.terminate();
  }

  feedOf(build: number): Feed | undefined {
    if (this.#state !== null) return this.#state.feeds.find(([one]) => one === build)?.[1];
    return { eventsPerSecond: 0, progressedAt: this.#options.now(), trouble: gone().message };
  }

  isFedElsewhere({ projection }: Build): boolean {
    return this.#state?.fedElsewhere.includes(projection) === true;
  }

  rebuild(name: string, promotes: boolean): Promise<number> {
    return this.#ask('rebuild', name, promotes) as Promise<number>;
  }

  async promote(build: number): Promise<void> {
    await this.#ask('promote', build);
  }

  async discard(build: number): Promise<void> {
    await this.#ask('discard', build);
  }

  async resume(build: number): Promise<void> {
    await this.#ask('resume', build);
  }

  async skip(build: number, eventId: string): Promise<void> {
    await this.#ask('skip', build, eventId);
  }

  rebuildCustomer(environment: Environment, customerUserId: string): Promise<CustomerRebuilt> {
    return this.#ask('rebuildCustomer', environment, customerUserId) as Promise<CustomerRebuilt>;
  }

  #ask(method: ControlMethod, ...parameters: readonly unknown[]): Promise<unknown> {
    const worker = this.#worker;
    if (worker === undefined) return Promise.reject(gone());
    return new Promise((resolve, reject) => {
      const id = (this.#asked += 1);
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, parameters });
    });
  }

  #spawn(): void {
    const { entry, workerData, onFailure } = this.#options;
    const worker = new Worker(entry, { workerData });
    this.#worker = worker;
    worker.on('message', (message: ControlMessage) => {
      this.#hear(message);
    });
    worker.on('error', (error: unknown) => {
      onFailure('projector', error);
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#state = null;
      for (const { reject } of this.#waiting.values()) reject(gone());
      this.#waiting.clear();
      if (!this.#stopping.signal.aborted) void this.#startAgain();
    });
  }

  /** A thread that has died takes nothing with it: what it had not committed it does again. */
  async #startAgain(): Promise<void> {
    const { signal } = this.#stopping;
    do {
      await this.#backoff.wait(signal);
      if (signal.aborted) return;
    } while (!this.#hasSpawned());
    try {
      await this.#ask('start');
      this.#backoff.reset();
    } catch (error) {
      this.#options.onFailure('projector', error);
      // One that lives on would never be started again: its end is what another try follows.
      await this.#worker?.terminate();
    }
  }

  /** False where the system gives no thread now: there is none whose end another try would follow. */
  #hasSpawned(): boolean {
    try {
      this.#spawn();
      return true;
    } catch (error) {
      this.#options.onFailure('projector', error);
      return false;
    }
  }

  #hear(message: ControlMessage): void {
    switch (message.kind) {
      case 'state':
        this.#state = message;
        return;
      case 'failure':
        this.#options.onFailure(message.projection, errorOf(message.fault));
        return;
      case 'done':
        this.#take(message.id)?.resolve(message.result);
        return;
      case 'failed':
        this.#take(message.id)?.reject(errorOf(message.fault));
        return;
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

const gone = (): LedgerError =>
  new LedgerError(
    'read-models-unavailable',
    'The thread that feeds the read models has ended; it is started again.',
  );
