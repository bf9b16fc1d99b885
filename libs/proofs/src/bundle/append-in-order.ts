import { comparePositions, LedgerError, type Position } from '@subledger/domain';
import type { AppendResult, EventStore } from '@subledger/event-store';
import type { LeafEvent } from '../leaf.js';

/** What may be on its way to the disk at once. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Neighbours of one stream share an append. Below what a store takes in one. */
const MOST_EVENTS_AN_APPEND = 100;
const MOST_BYTES_AN_APPEND = 256 * 1024;

/**
 * Appends events of many streams so that the log gets them in the order in which they are given. Each append
 * names its exact revision, so whatever was written before an interruption is recognised.
 */
export class AppendInOrder {
  readonly #store: EventStore;
  readonly #mostUnderWay: number;
  #run: LeafEvent[] = [];
  #runBytes = 0;
  #underWay: {
    readonly result: Promise<AppendResult>;
    readonly stream: string;
    readonly bytes: number;
  }[] = [];
  #bytes = 0;
  #last: Position | null = null;

  /** @param mostUnderWay appends at a time: one, for a store that does not keep their order. */
  constructor(store: EventStore, mostUnderWay: number) {
    this.#store = store;
    this.#mostUnderWay = mostUnderWay;
  }

  async add(event: LeafEvent): Promise<void> {
    const first = this.#run[0];
    const isFull =
      this.#run.length >= MOST_EVENTS_AN_APPEND || this.#runBytes >= MOST_BYTES_AN_APPEND;
    const isNext =
      first?.stream === event.stream &&
      event.revision === first.revision + BigInt(this.#run.length);
    if (first !== undefined && (isFull || !isNext)) await this.#send();
    this.#run.push(event);
    this.#runBytes += event.data.byteLength;
  }

  /** Resolves when everything is durable. */
  async end(): Promise<void> {
    await this.#send();
    while (this.#underWay.length > 0) await this.#settle();
  }

  async #send(): Promise<void> {
    const [first] = this.#run;
    if (first === undefined) return;
    while (this.#underWay.length >= this.#mostUnderWay || this.#bytes >= MOST_BYTES)
      await this.#settle();
    const { stream, revision } = first;
    const expected = revision === 0n ? 'no_stream' : revision - 1n;
    const result = this.#store.append(stream, expected, this.#run);
    // Whoever waits for it hears of it; until then it must not end the process.
    result.catch(() => undefined);
    this.#underWay.push({ result, stream, bytes: this.#runBytes });
    this.#bytes += this.#runBytes;
    this.#run = [];
    this.#runBytes = 0;
  }

  async #settle(): Promise<void> {
    const oldest = this.#underWay.shift();
    if (oldest === undefined) return;
    this.#bytes -= oldest.bytes;
    const result = await oldest.result;
    if (result.outcome === 'conflict')
      throw new LedgerError(
        'bundle-refused',
        `Stream ${oldest.stream} holds other events than the bundle: the ledger was not empty.`,
      );
    if (this.#last !== null && comparePositions(this.#last, result.position) >= 0)
      throw new LedgerError('log-altered', 'The store has put the events in another order.');
    this.#last = result.position;
  }
}
