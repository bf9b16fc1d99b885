import { comparePositions } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import type { EventStore, LogItem, SubscribeOptions } from '../src/index.js';

/** Follows a log in the background; tests wait for what it has seen, never for a time. */
export class Follower {
  readonly items: LogItem[] = [];
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #waiting: { isMet: () => boolean; resolve: () => void }[] = [];

  constructor(store: EventStore, options: Omit<SubscribeOptions, 'signal'>) {
    this.#ended = this.#follow(store.subscribe({ ...options, signal: this.#stop.signal }));
  }

  ids(): string[] {
    return this.items.flatMap((item) => (item.kind === 'event' ? [item.event.id] : []));
  }

  /** Rejects where the subscription ends before. */
  async until(isMet: (ids: readonly string[]) => boolean): Promise<void> {
    await Promise.race([this.#met(() => isMet(this.ids())), this.#endedTooEarly()]);
  }

  async untilReached(position: Position): Promise<void> {
    const isReached = (item: LogItem): boolean =>
      item.kind === 'reached' && comparePositions(item.position, position) >= 0;
    await Promise.race([this.#met(() => this.items.some(isReached)), this.#endedTooEarly()]);
  }

  /** How the subscription ends by itself. */
  ended(): Promise<void> {
    return this.#ended;
  }

  stop(): Promise<void> {
    this.#stop.abort();
    return this.#ended;
  }

  async #follow(items: AsyncIterable<LogItem>): Promise<void> {
    for await (const item of items) {
      this.items.push(item);
      for (const { isMet, resolve } of this.#waiting) if (isMet()) resolve();
    }
  }

  #met(isMet: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (isMet()) resolve();
      else this.#waiting.push({ isMet, resolve });
    });
  }

  async #endedTooEarly(): Promise<never> {
    await this.#ended;
    throw new Error('the subscription ended before what was waited for');
  }
}
