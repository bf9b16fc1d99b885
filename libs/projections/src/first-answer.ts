import { hasReached, type Instant, type Position } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { findBuild, letAnswer, type ReadModels } from '@subledger/read-models';

export interface FirstAnswerOptions {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly now: () => Instant;
}

/**
 * From when on the first build of a projection answers: once it has taken in what the log held when it was taken up.
 * There is no other that could answer meanwhile, and of a part of the log it would tell a payer that they have no access.
 */
export class FirstAnswer {
  readonly #build: number;
  readonly #options: FirstAnswerOptions;
  /** Undefined for a build that is already live, and for one that is built beside another. */
  #goal: Position | null | undefined;

  constructor(build: number, options: FirstAnswerOptions) {
    this.#build = build;
    this.#options = options;
  }

  /** Checks whether the build is live, and if not, how far the log goes. */
  async lookAhead(): Promise<void> {
    const { readModels, store } = this.#options;
    const found = await findBuild(readModels.reader, this.#build);
    const isFirst = found?.state === 'live' && found.promotedAt === null;
    this.#goal = isFirst ? await store.head() : undefined;
  }

  /** Whether the build should go live once it has reached a position; null: before the first event. */
  isDueAt(position: Position | null): boolean {
    return this.#goal !== undefined && hasReached(position, this.#goal);
  }

  /** It is live now: that was written with its checkpoint. */
  isGiven(): void {
    this.#goal = undefined;
  }

  /** For logs that were not applied event by event: an empty one, and one that was bulk-loaded. */
  async giveAt(position: Position | null): Promise<void> {
    if (!this.isDueAt(position)) return;
    await letAnswer(this.#options.readModels.writer, this.#build, this.#options.now());
    this.isGiven();
  }
}
