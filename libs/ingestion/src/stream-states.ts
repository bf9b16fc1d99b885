import type { EventStore, ExpectedRevision, RecordedEvent } from '@subledger/event-store';
import type { HeldEvent, StreamState } from './decide.js';

/** At about 250 bytes per id, 50 MB at most. */
const MOST_IDS = 200_000;

interface KnownStream extends StreamState {
  revision: ExpectedRevision;
  readonly held: Map<string, HeldEvent>;
}

/**
 * What the streams hold, so that most deliveries need no read. Bounded by the number of event ids in it: the least
 * recently used streams are dropped first, and one that alone exceeds the bound is read again each time.
 */
export class StreamStates {
  readonly #store: EventStore;
  readonly #mostIds: number;
  readonly #streams = new Map<string, KnownStream>();
  #ids = 0;

  constructor(store: EventStore, mostIds: number = MOST_IDS) {
    this.#store = store;
    this.#mostIds = mostIds;
  }

  /** How many event ids are remembered. */
  get size(): number {
    return this.#ids;
  }

  /** What the stream holds: remembered, else read from the store. */
  async load(stream: string): Promise<StreamState> {
    const known = this.#streams.get(stream);
    if (!known) return this.#remember(stream, await this.#read(stream));
    // A Map keeps insertion order, so re-inserting an entry makes it the most recent.
    this.#streams.delete(stream);
    this.#streams.set(stream, known);
    return known;
  }

  /** The stream has one more event, at its end. */
  add(stream: string, eventId: string, event: HeldEvent): void {
    const known = this.#streams.get(stream);
    if (!known) return;
    known.revision = event.revision;
    known.held.set(eventId, event);
    this.#ids += 1;
    this.#shrink();
  }

  /** After a conflict or an append of unknown outcome only the store knows. */
  forget(stream: string): void {
    const known = this.#streams.get(stream);
    if (!known) return;
    this.#streams.delete(stream);
    this.#ids -= known.held.size;
  }

  async #read(stream: string): Promise<KnownStream> {
    const known: KnownStream = { revision: 'no_stream', held: new Map() };
    for await (const event of this.#store.readStream(stream)) {
      known.revision = event.revision;
      known.held.set(event.id, heldEvent(event));
    }
    return known;
  }

  #remember(stream: string, known: KnownStream): KnownStream {
    this.forget(stream);
    this.#streams.set(stream, known);
    this.#ids += known.held.size;
    this.#shrink();
    return known;
  }

  #shrink(): void {
    for (const stream of this.#streams.keys()) {
      if (this.#ids <= this.#mostIds && this.#streams.size <= this.#mostIds) return;
      this.forget(stream);
    }
  }
}

const heldEvent = (event: RecordedEvent): HeldEvent => ({
  bodySha256: event.metadata.bodySha256 ?? '',
  position: event.position,
  revision: event.revision,
});
