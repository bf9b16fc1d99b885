import { EventEmitter } from 'node:events';
import type { StoredEvent } from './commands.js';

export type Expected = bigint | 'no_stream' | 'any' | 'stream_exists';

export type Proposed = Pick<StoredEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type Written =
  | { readonly kind: 'success'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrong-expected-version'; readonly current: bigint };

/** 100 ns from the year 1 to 1970. */
const EPOCH_TICKS = 621_355_968_000_000_000n;
const FIRST_POSITION = 3_000_000_000n;

/**
 * The rules of EventStoreDB's log: positions are byte offsets with gaps, beyond 32 bits; the ids at exact
 * revisions are compared however old they are; under `any` only a cache is asked, and a restart empties it.
 */
export class MemoryLog {
  readonly records: StoredEvent[] = [];
  readonly changes = new EventEmitter().setMaxListeners(0);
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #recentIds = new Map<string, StoredEvent>();

  constructor() {
    this.#add('$$$settings', '$metadata');
    this.#add('$users', '$User');
    this.#add('$persistentSubscriptionConfig', 'PersistentConfig1');
  }

  stream(name: string): readonly StoredEvent[] {
    return this.#streams.get(name) ?? [];
  }

  restart(): void {
    this.#recentIds.clear();
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Written {
    const known = this.#streams.get(stream) ?? [];
    const current = BigInt(known.length) - 1n;
    const repeated = this.#repeated(known, expected, events);
    if (repeated !== undefined) return success(repeated);
    const wanted = expected === 'no_stream' ? -1n : expected;
    const isFree =
      wanted === 'any' || (wanted === 'stream_exists' ? current >= 0n : wanted === current);
    if (!isFree) return { kind: 'wrong-expected-version', current };
    const added = events.map((event) => this.#write(stream, event));
    // The noise of a real server: links of its own projections, statistics.
    this.#add(`$ce-${stream.split('-')[0] ?? ''}`, '$>');
    if (this.records.length % 7 === 0) this.#add('$stats-127.0.0.1:2113', '$statsCollected');
    this.changes.emit('change');
    const last = added.at(-1);
    if (last === undefined) throw new Error('an append without events');
    return success(last);
  }

  /** The last of the events where all of them are there already. */
  #repeated(
    known: readonly StoredEvent[],
    expected: Expected,
    events: readonly Proposed[],
  ): StoredEvent | undefined {
    const first = events[0];
    if (first === undefined) return undefined;
    const begin =
      expected === 'no_stream'
        ? 0
        : typeof expected === 'bigint'
          ? Number(expected) + 1
          : this.#cachedRevision(known, first.id);
    if (begin === undefined) return undefined;
    const there = known.slice(begin, begin + events.length);
    const isSame =
      there.length === events.length && events.every(({ id }, i) => there[i]?.id === id);
    return isSame ? there.at(-1) : undefined;
  }

  #cachedRevision(known: readonly StoredEvent[], id: string): number | undefined {
    const cached = this.#recentIds.get(id);
    return cached !== undefined && known[0]?.stream === cached.stream
      ? Number(cached.revision)
      : undefined;
  }

  #write(stream: string, event: Proposed): StoredEvent {
    const known = this.#streams.get(stream) ?? [];
    const before = this.records.at(-1);
    const position =
      before === undefined
        ? FIRST_POSITION
        : before.position + 100n + BigInt(before.data.length + before.metadata.length);
    const record: StoredEvent = {
      ...event,
      stream,
      revision: BigInt(known.length),
      position,
      created: String(EPOCH_TICKS + BigInt(Date.now()) * 10_000n),
    };
    known.push(record);
    this.#streams.set(stream, known);
    this.records.push(record);
    this.#recentIds.set(record.id, record);
    return record;
  }

  #add(stream: string, type: string): void {
    this.#write(stream, {
      id: crypto.randomUUID(),
      type,
      contentType: 'application/octet-stream',
      data: new Uint8Array(20),
      metadata: new Uint8Array(0),
    });
  }
}

const success = ({ revision, position }: StoredEvent): Written => ({
  kind: 'success',
  revision,
  position,
});
