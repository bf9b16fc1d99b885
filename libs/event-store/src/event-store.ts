import type { Instant, Position } from '@subledger/domain';

/** What is handed over for recording. */
export interface NewEvent {
  /** UUID, derived from the event's identity: the key of the store's idempotency. */
  readonly id: string;
  /** A recorded event's kind, in the past tense: never text that a sender chose. */
  readonly type: string;
  /** The exact bytes as they came. */
  readonly data: Uint8Array;
  /** Facts about the recording: plain strings, so that every store keeps them alike. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An event as the store keeps it. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in the stream, gapless from 0n. */
  readonly revision: bigint;
  /** Place in the whole log. */
  readonly position: Position;
  /** When the store took it, by the store's clock. */
  readonly storedAt: Instant;
}

/** The optimistic-concurrency condition on an append: the stream's last revision, or that there is none. */
export type ExpectedRevision = bigint | 'no_stream';

export type AppendResult =
  /** Durable now, or already there under the same ids at the same revisions. */
  | { readonly outcome: 'appended'; readonly revision: bigint; readonly position: Position }
  /** The stream's last revision is another one: nothing was written. */
  | { readonly outcome: 'conflict'; readonly actual: ExpectedRevision };

export interface ReadStreamOptions {
  /** First revision to give; the stream's end where `direction` is backwards. */
  readonly from?: bigint;
  readonly direction?: 'forwards' | 'backwards';
  /** Most events to give. */
  readonly limit?: number;
}

/** What a catch-up subscription gives: events in the log's order, and how far it has looked without one. */
export type LogItem =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** Everything up to `position` was considered; nothing before it is still to come. */
  | { readonly kind: 'reached'; readonly position: Position };

export interface LogFilter {
  /** Only streams whose name begins with one of these. */
  readonly streamPrefixes?: readonly string[];
}

export interface SubscribeOptions {
  /** Resume after this position, exclusive; absent: from the log's beginning. */
  readonly after?: Position;
  readonly filter?: LogFilter;
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
}

/**
 * The log. Two adapters keep the same promises, and one contract suite holds both to them:
 * `sqlite/` for one machine, `eventstoredb/` for a cluster.
 *
 * Every method may reject with a `LedgerError` of code `store-unavailable` (try again later),
 * `store-full` (no room; nothing was written) or `shutting-down` (after `close`).
 */
export interface EventStore {
  /**
   * Adds `events` to the stream, all or none. Resolves only when they are durable.
   *
   * Idempotent: the same ids offered again at the same expected revision are `appended` once and give the
   * first append's result, however much later, also after a restart. A partial match is a conflict.
   *
   * @throws LedgerError `event-too-large` before anything is sent; `invalid-request` for an empty list.
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult>;

  /** The stream's events in order; none for a stream that does not exist. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** The log's events in the order of their commits, after `after` (exclusive). Ends at the head. */
  readLog(options?: {
    after?: Position;
    limit?: number;
    filter?: LogFilter;
  }): AsyncIterable<RecordedEvent>;

  /**
   * Catches up from `after`, then goes on live until the signal: no gap, no repeat, no overtaking.
   * A slow consumer holds the subscription back, in bounded memory. Ends or throws when the store goes
   * away; the caller subscribes again from its own checkpoint.
   */
  subscribe(options?: SubscribeOptions): AsyncIterable<LogItem>;

  /** The last event's position, or null where the log is empty. */
  head(): Promise<Position | null>;

  /** How many events lie after `after`: the unit of a projection's lag. Null where the store cannot tell. */
  countAfter(after: Position | null): Promise<number | null>;

  /** Rejects where an append would not be taken now. */
  checkWritable(): Promise<void>;

  /** Finishes what is in flight, then releases everything. Later calls reject with `shutting-down`. */
  close(): Promise<void>;
}
