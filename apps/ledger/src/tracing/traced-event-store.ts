import type {
  AppendOnceResult,
  AppendResult,
  AppendStats,
  EventStore,
  ExpectedRevision,
  LogItem,
  NewEvent,
  ReadLogOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
} from '@subledger/event-store';
import type { Position } from '@subledger/domain';
import type { Tracing } from './tracing.js';

/** A store whose appends are spans, from the decision to the acknowledgement by the disk. */
export class TracedEventStore implements EventStore {
  readonly #store: EventStore;
  readonly #tracing: Tracing;
  readonly stats?: () => AppendStats;
  readonly appendOnce?: (stream: string, event: NewEvent) => Promise<AppendOnceResult>;

  constructor(store: EventStore, tracing: Tracing) {
    this.#store = store;
    this.#tracing = tracing;
    if (store.stats !== undefined) this.stats = store.stats.bind(store);
    const appendOnce = store.appendOnce?.bind(store);
    if (appendOnce !== undefined)
      this.appendOnce = (stream, event) => this.#record([event], () => appendOnce(stream, event));
  }

  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    return this.#record(events, () => this.#store.append(stream, expected, events));
  }

  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    return this.#store.readStream(stream, options);
  }

  readLog(options?: ReadLogOptions): AsyncIterable<RecordedEvent> {
    return this.#store.readLog(options);
  }

  subscribe(options?: SubscribeOptions): AsyncIterable<LogItem> {
    return this.#store.subscribe(options);
  }

  head(): Promise<Position | null> {
    return this.#store.head();
  }

  countAfter(after: Position | null): Promise<number | null> {
    return this.#store.countAfter(after);
  }

  checkWritable(): Promise<void> {
    return this.#store.checkWritable();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #record<Result extends { readonly outcome: string }>(
    events: readonly NewEvent[],
    append: () => Promise<Result>,
  ): Promise<Result> {
    const bytes = events.reduce((sum, { data }) => sum + data.byteLength, 0);
    const size = { 'subledger.events': events.length, 'subledger.bytes': bytes };
    return this.#tracing.run('record', size, async (span) => {
      const result = await append();
      span.set({ 'subledger.outcome': result.outcome });
      return result;
    });
  }
}
