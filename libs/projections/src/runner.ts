import { hasReached, type Instant, type Position } from '@subledger/domain';
import { Backoff, type EventStore, LEDGER_ONLY, type LogItem, rest } from '@subledger/event-store';
import {
  type Build,
  findBuild,
  inBuild,
  listSkipped,
  moveCheckpoint,
  type ReadModels,
} from '@subledger/read-models';
import { applyBatch, type Commit } from './apply-batch.js';
import { inBatches } from './batches.js';
import type { BulkLoader } from './bulk/bulk-loader.js';
import { EventFault } from './event-fault.js';
import { FirstAnswer } from './first-answer.js';
import { Pace } from './pace.js';
import type { Projection } from './projection.js';
import { assertSameLog, lastEventOf } from './same-log.js';
import { standStill } from './standstill.js';
import { watchForSilence } from './watch-for-silence.js';

/**
 * How long a build that follows live rests after a transaction, so that what arrives meanwhile shares the next
 * one: with a transaction for each of 200 events a second, a third of a core went into the read models.
 */
const REST_MS = 10;
/** How often a silent subscription is compared with the head of the log. */
const WATCH_INTERVAL_MS = 30_000;

export interface RunnerOptions {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly now: () => Instant;
  /** Called with every failure before the next attempt. */
  readonly onFailure: (build: Build, error: unknown) => void;
  /**
   * Called each time that the log seems to hold no more than has been applied: some stores say so occasionally on
   * the way.
   */
  readonly onCaughtUp: (build: Build) => void;
  /** For builds that are far behind; absent: everything is applied event by event. */
  readonly bulk?: BulkLoader;
  /** Default: 30 seconds. */
  readonly watchIntervalMs?: number;
}

/**
 * Keeps one build up with the log, forever: loads the checkpoint, checks that it belongs to this log, subscribes
 * after it, and applies batch after batch, each in one transaction with its checkpoint; after an error or an end
 * it waits a little and starts over. At an event that cannot be applied it stands still, visibly, until somebody
 * lets it try again or skip the event.
 */
export class ProjectionRunner {
  readonly #projection: Projection;
  readonly #build: Build;
  readonly #options: RunnerOptions;
  readonly #stopping = new AbortController();
  readonly #pace = new Pace();
  #checkpoint: Position | null;
  #trouble: unknown;
  #progressedAt: Instant;
  #running: Promise<void> | undefined;
  #isCaughtUp = false;
  readonly #firstAnswer: FirstAnswer;

  constructor(projection: Projection, build: Build, options: RunnerOptions) {
    this.#projection = projection;
    this.#build = build;
    this.#options = options;
    this.#checkpoint = build.position;
    this.#progressedAt = options.now();
    this.#firstAnswer = new FirstAnswer(build.build, options);
  }

  get build(): number {
    return this.#build.build;
  }

  /** The position that was applied last. */
  get checkpoint(): Position | null {
    return this.#checkpoint;
  }

  /** Why the last attempt failed; undefined once events are applied again. */
  get trouble(): unknown {
    return this.#trouble;
  }

  /** When events were last applied, or there were none to apply. */
  get progressedAt(): Instant {
    return this.#progressedAt;
  }

  /** Whether, at the last look, the log seemed to hold no more than has been applied. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  get eventsPerSecond(): number {
    return this.#pace.eventsPerSecond;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the current batch is applied. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  hasReached(position: Position | null): boolean {
    return hasReached(this.#checkpoint, position);
  }

  async #run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#follow(backoff);
      } catch (error) {
        this.#failed(error);
        // If the catalog cannot record it now because its disk is full, the next attempt finds the fault again.
        if (error instanceof EventFault)
          await standStill(this.build, error, {
            ...this.#options,
            checkpoint: this.#checkpoint,
            signal: this.#stopping.signal,
          }).catch((fault: unknown) => {
            this.#failed(fault);
          });
      }
      await backoff.wait(this.#stopping.signal);
    }
  }

  #failed(error: unknown): void {
    this.#trouble = error;
    this.#options.onFailure(this.#build, error);
  }

  async #follow(backoff: Backoff): Promise<void> {
    const { store, readModels } = this.#options;
    await this.#firstAnswer.lookAhead();
    await this.#loadAtOnce();
    const found = await findBuild(readModels.reader, this.build);
    if (found === undefined || this.#stopping.signal.aborted) return;
    this.#checkpoint = found.position;
    await this.#firstAnswer.giveAt(found.position);
    const skipped = new Set(
      (await listSkipped(readModels.reader, this.build)).map((event) => event.eventId),
    );
    const subscription = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, subscription.signal]);
    const everyMs = this.#options.watchIntervalMs ?? WATCH_INTERVAL_MS;
    const watch = watchForSilence(this, store, subscription, everyMs);
    try {
      await this.#consume(
        store.subscribe({ after: found.position, filter: LEDGER_ONLY, signal }),
        skipped,
        backoff,
      );
    } finally {
      clearInterval(watch);
    }
  }

  /** A build that is far behind is bulk-loaded first; the rest is followed event by event. */
  async #loadAtOnce(): Promise<void> {
    const { bulk, store, readModels } = this.#options;
    const found = await findBuild(readModels.reader, this.build);
    if (found === undefined) return;
    await assertSameLog(store, found, readModels.reader);
    await bulk?.load(this.#projection, found, this.#stopping.signal);
  }

  async #consume(
    items: AsyncIterable<LogItem>,
    skipped: ReadonlySet<string>,
    backoff: Backoff,
  ): Promise<void> {
    for await (const { events, reached, isLast } of inBatches(items)) {
      const applied = events.filter((event) => !skipped.has(event.id));
      await applyBatch(this.#commit, applied, reached, events.at(-1));
      // If nothing had to be applied, the trouble is over as well.
      this.#trouble = undefined;
      backoff.reset();
      this.#isCaughtUp = isLast;
      if (!isLast) continue;
      this.#options.onCaughtUp(this.#build);
      await rest(REST_MS, this.#stopping.signal);
    }
  }

  readonly #commit: Commit = async (batch, reached, last) => {
    if (this.hasReached(reached)) return;
    const { readModels, now } = this.#options;
    const move = {
      from: this.#checkpoint,
      to: reached,
      lastEvent: last === undefined ? null : lastEventOf(last),
      applied: batch.length,
      at: now(),
      isWhole: this.#firstAnswer.isDueAt(reached),
    };
    await readModels.writer.transaction().execute(async (transaction) => {
      // First the checkpoint: a second projector waits for its row, and is turned away before it writes.
      await moveCheckpoint(transaction, this.build, move);
      if (batch.length > 0) await this.#projection.apply(inBuild(transaction, this.#build), batch);
    });
    this.#checkpoint = reached;
    if (move.isWhole) this.#firstAnswer.isGiven();
    this.#progressedAt = move.at;
    this.#pace.add(batch.length);
  };
}
