import type { Instant, Position } from '@subledger/domain';

/** Where an event store is injected: `@Inject(EVENT_STORE) store: EventStore`. */
export const EVENT_STORE = Symbol('EventStore');

/** What is to be recorded. */
export interface NewEvent {
  /** UUID in lower case, derived from the event's identity; together with `data` it makes appends idempotent. */
  readonly id: string;
  /** A recorded event's kind, in the past tense: never text that a sender chose. */
  readonly type: string;
  /** The exact bytes as they came. The store owns them until the append is settled. */
  readonly data: Uint8Array;
  /** Facts about the recording: plain strings, so that every store keeps them the same way. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An event as the store keeps it. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in the stream, gapless from 0n. */
  readonly revision: bigint;
  /** Place in the whole log. */
  readonly position: Position;
  /** When the store accepted it, by the store's clock. */
  readonly storedAt: Instant;
}

/** The optimistic-concurrency condition on an append: the stream's last revision, or that there is none. */
export type ExpectedRevision = bigint | 'no_stream';

/** One of several appends for `appendAll`. */
export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

export type AppendResult =
  /** Durable now, or already there: the same ids and data at the same revisions. */
  | { readonly outcome: 'appended'; readonly revision: bigint; readonly position: Position }
  /** The stream's last revision is a different one: nothing was written. */
  | { readonly outcome: 'conflict'; readonly actual: ExpectedRevision };

export type AppendOnceResult =
  /** Durable: written by this call, or by an earlier one in the same stream with the same data. */
  | { readonly outcome: 'appended' | 'repeated'; readonly position: Position }
  /** The log holds the id there with other data, or in another stream: nothing was written. */
  | { readonly outcome: 'contradicted'; readonly position: Position };

export interface ReadStreamOptions {
  /** First revision to return; absent: the stream's beginning, or its end if `direction` is backwards. */
  readonly from?: bigint;
  readonly direction?: 'forwards' | 'backwards';
  /** Most events to return; absent: all. */
  readonly limit?: number;
}

export interface ReadLogOptions {
  /** Begin after this position, exclusive; absent or null: at the log's beginning. */
  readonly after?: Position | null;
  /** Most events to return; absent: all up to the head at the time reading began. */
  readonly limit?: number;
  readonly filter?: LogFilter;
}

/** What a catch-up subscription yields: events in the log's order, and how far it has looked when there are none. */
export type LogItem =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /**
   * Everything up to `position` was considered; nothing before it is still to come. Yielded when the subscription
   * has caught up with a log that is not empty, and occasionally while it skips events that the filter leaves out.
   */
  | { readonly kind: 'reached'; readonly position: Position };

export interface LogFilter {
  /** Only streams whose name begins with one of these (an empty list matches none); absent: every stream. */
  readonly streamPrefixes?: readonly string[];
}

export interface SubscribeOptions {
  /** Resume after this position, exclusive; absent or null: from the log's beginning. */
  readonly after?: Position | null;
  readonly filter?: LogFilter;
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
}

/** Counted since the store was opened. */
export interface AppendStats {
  /** Transactions that added events; each is one wait for the disk. */
  readonly commits: number;
  /** Events that those added. */
  readonly events: number;
  /** Appends that are waiting now. */
  readonly queuedAppends: number;
}

/**
 * The log. Two adapters keep the same promises, and one contract suite tests both: `sqlite/` for one machine,
 * `eventstoredb/` for a cluster.
 *
 * Every method may reject with a `LedgerError` of one of these codes:
 * - `store-unavailable`: try again later. It is then unknown whether an append was written, and offering the
 * very same append again is safe;
 * - `store-full`: no space; nothing was written;
 * - `shutting-down`: after `close`;
 * - `invalid-request`: an argument that no retry makes valid: an ill-formed or reserved (`$…`) stream
 * name, a position of another kind of store, a position after the log's end.
 */
export interface EventStore {
  /**
   * Adds `events` to the stream, all or none. Resolves only when they are durable.
   *
   * Idempotent: the same ids with the same data, offered again at the same expected revision, are `appended` once
   * and return the first append's result, however much later, even after a restart. A partial match is a conflict,
   * and so is an id that comes with other data: that data is not recorded, and its sender must learn of it.
   * Metadata is not compared; the first one stays.
   *
   * @throws LedgerError
   * - `event-too-large`: data and metadata of the whole list exceed the store's limit; refused before
   * anything is written, and always will be;
   * - `invalid-request`: an empty list, one id twice in it, an id that is not a lower-case UUID;
   * - `overloaded`: too much is waiting already; nothing was written;
   * - `wrong-expected-revision`: the revision is right, but the log holds one of the ids in another place.
   * Not a `conflict`, because reading the stream again would never settle it. Only stores that index
   * ids over the whole log can tell (`sqlite/`); EventStoreDB compares within the stream.
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult>;

  /**
   * Adds one event at the stream's current end, unless its id is already recorded. Resolves only when it is
   * durable. This is all that recording deliveries needs, and it does not have to read the stream first.
   *
   * Absent if the store cannot promise it: a store has to index ids over the whole log (`sqlite/`). EventStoreDB
   * recognises a repeated append only at the revision at which it was made.
   *
   * @throws LedgerError as `append`, but never `wrong-expected-revision`.
   */
  appendOnce?(stream: string, event: NewEvent): Promise<AppendOnceResult>;

  /**
   * Makes several appends at once, in order. If the disk cannot hold all of them, none is written. Returns one
   * result for each; a conflict concerns only its own append, and the others are written.
   *
   * Absent if the store cannot promise it: EventStoreDB writes one stream at a time.
   *
   * @throws LedgerError as `append`; on `wrong-expected-revision`, the others are written.
   */
  appendAll?(appends: readonly Append[]): Promise<readonly AppendResult[]>;

  /** The stream's events in order; none for a stream that does not exist. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** The log's events in the order of their commits, after `after` (exclusive). Ends at the head. */
  readLog(options?: ReadLogOptions): AsyncIterable<RecordedEvent>;

  /**
   * Catches up from `after`, then goes on live until the signal: no gap, no repeat, no reordering. A slow consumer
   * holds the subscription back, in bounded memory. Ends or throws when the store goes away (`shutting-down` after
   * `close`); the caller subscribes again from its own checkpoint.
   */
  subscribe(options?: SubscribeOptions): AsyncIterable<LogItem>;

  /** The last event's position, or null if the log is empty. */
  head(): Promise<Position | null>;

  /** The number of events after `after`: the unit of a projection's lag. Null if the store cannot tell. */
  countAfter(after: Position | null): Promise<number | null>;

  /**
   * Rejects, with the error that an append would get, if appends are not accepted now. After an append has failed,
   * only a write that really succeeds makes this resolve again.
   */
  checkWritable(): Promise<void>;

  /** What this process has appended and what is waiting, if it writes the log itself. */
  stats?(): AppendStats;

  /** Finishes what is in flight, then releases everything. Later calls reject with `shutting-down`. */
  close(): Promise<void>;
}
