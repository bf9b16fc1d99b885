import { comparePositions, type Instant, type Position } from '@subledger/domain';
import type { EventStore, LogItem, RecordedEvent } from '@subledger/event-store';
import { loadCheckpoint, moveCheckpoint, type ReadModels } from '@subledger/read-models';
import { Backoff } from './backoff.js';
import type { Projection } from './projection.js';

/** Most events in one transaction: enough to share its cost, few enough to answer soon. */
const BATCH_EVENTS = 500;

export interface RunnerOptions {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly now: () => Instant;
  /** Hears of every failure before it is tried again. */
  readonly onFailure: (projection: Projection, error: unknown) => void;
}

/**
 * Keeps one projection up with the log, for ever: load the checkpoint, subscribe after it, apply batch after
 * batch each in one transaction with its checkpoint; on an error or an end, wait a little and begin again.
 */
export class ProjectionRunner {
  readonly #projection: Projection;
  readonly #options: RunnerOptions;
  readonly #stopping = new AbortController();
  #checkpoint: Position | null = null;
  #failure: unknown;
  #running: Promise<void> | undefined;

  constructor(projection: Projection, options: RunnerOptions) {
    this.#projection = projection;
    this.#options = options;
  }

  get name(): string {
    return this.#projection.name;
  }

  /** What was applied last. */
  get checkpoint(): Position | null {
    return this.#checkpoint;
  }

  /** Why the last try failed; undefined once events are applied again. */
  get failure(): unknown {
    return this.#failure;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the batch at work is applied. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  #hasReached(position: Position): boolean {
    return this.#checkpoint !== null && comparePositions(this.#checkpoint, position) >= 0;
  }

  async #run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#follow(backoff);
      } catch (error) {
        this.#failure = error;
        this.#options.onFailure(this.#projection, error);
      }
      await backoff.wait(this.#stopping.signal);
    }
  }

  async #follow(backoff: Backoff): Promise<void> {
    const { store, readModels } = this.#options;
    this.#checkpoint = await loadCheckpoint(readModels.reader, this.#projection);
    const after = this.#checkpoint === null ? {} : { after: this.#checkpoint };
    let batch: RecordedEvent[] = [];
    for await (const item of store.subscribe({ ...after, signal: this.#stopping.signal })) {
      if (item.kind === 'event') batch.push(item.event);
      if (!isBatchDone(item, batch.length)) continue;
      const reached = item.kind === 'event' ? item.event.position : item.position;
      await this.#apply(batch, reached);
      batch = [];
      backoff.reset();
    }
  }

  async #apply(batch: readonly RecordedEvent[], reached: Position): Promise<void> {
    if (this.#hasReached(reached)) return;
    await this.#options.readModels.writer.transaction().execute(async (transaction) => {
      if (batch.length > 0) await this.#projection.apply(transaction, batch);
      await moveCheckpoint(
        transaction,
        this.#projection,
        this.#checkpoint,
        reached,
        this.#options.now(),
      );
    });
    this.#checkpoint = reached;
    this.#failure = undefined;
  }
}

const isBatchDone = (item: LogItem, batched: number): boolean =>
  item.kind === 'reached' || batched >= BATCH_EVENTS;
