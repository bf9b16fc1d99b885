import { START } from '@eventstore/db-client';
import type { AllStreamSubscription, EventStoreDBClient } from '@eventstore/db-client';
import type { LogFilter } from '../event-store.js';
import { serverFilter } from './log-filter.js';
import type { LogPosition } from './log-position.js';
import type { OpenCalls } from './open-calls.js';
import type { ReadEvent } from './stored-event.js';

/** How long nothing must come after the last event before the consumer is told that this is all for now. */
const DRAINED_AFTER_MS = 5;

export interface FeedOptions {
  readonly client: EventStoreDBClient;
  readonly calls: OpenCalls;
  readonly after: LogPosition | null;
  readonly filter: LogFilter | undefined;
  /** How often an idle subscription checks how far the log has grown without it. */
  readonly idleIntervalMs: number;
}

export type FeedItem =
  | { readonly kind: 'event'; readonly event: ReadEvent }
  | { readonly kind: 'checkpoint'; readonly position: LogPosition }
  /** Everything that came was consumed, and nothing more came for a moment. */
  | { readonly kind: 'drained' }
  /** Nothing is waiting: time to look at the log itself. */
  | { readonly kind: 'idle' };

/** What is in the queue besides the client's events. */
class Marker {
  readonly item: FeedItem;

  constructor(item: FeedItem) {
    this.item = item;
  }
}

/**
 * The server's subscription as one ordered queue. The client calls back about checkpoints while earlier events
 * still wait in its buffer, so a callback only puts a marker after those events.
 */
export class Feed {
  readonly #subscription: AllStreamSubscription;
  readonly #calls: OpenCalls;
  readonly #idle: NodeJS.Timeout;
  readonly #drained: NodeJS.Timeout;

  constructor({ client, calls, after, filter, idleIntervalMs }: FeedOptions) {
    this.#calls = calls;
    this.#subscription = client.subscribeToAll({
      fromPosition: after ?? START,
      filter: serverFilter(filter, (subscription, position) => {
        subscription.push(new Marker({ kind: 'checkpoint', position }));
      }),
    });
    calls.add(this.#subscription, () => this.#subscription.unsubscribe());
    this.#subscription.on('caughtUp', () => {
      this.#markIfEmpty({ kind: 'idle' });
    });
    this.#idle = setInterval(() => {
      this.#markIfEmpty({ kind: 'idle' });
    }, idleIntervalMs);
    this.#drained = setTimeout(() => {
      this.#markIfEmpty({ kind: 'drained' });
    }, DRAINED_AFTER_MS);
  }

  /** Ends when the server ends the subscription; rejects with the client's error. */
  async *items(): AsyncGenerator<FeedItem, void, undefined> {
    const queue: AsyncIterable<Marker | { readonly event?: ReadEvent }> = this.#subscription;
    for await (const queued of queue) {
      if (queued instanceof Marker) {
        yield queued.item;
      } else if (queued.event !== undefined) {
        yield { kind: 'event', event: queued.event };
        this.#drained.refresh();
      }
    }
  }

  /** Wakes whoever waits for the next item. */
  stop(): void {
    this.#subscription.destroy();
  }

  /** Breaking out of a loop would leave the subscription open on the server. */
  release(): void {
    clearInterval(this.#idle);
    clearTimeout(this.#drained);
    this.#calls.release(this.#subscription);
  }

  /** A busy consumer needs no reminder, and one reminder at a time is enough. */
  #markIfEmpty(item: FeedItem): void {
    const { readableLength, writableEnded, destroyed } = this
      .#subscription as AllStreamSubscription & {
      readonly writableEnded: boolean;
    };
    if (readableLength === 0 && !writableEnded && !destroyed) {
      this.#subscription.push(new Marker(item));
    }
  }
}
