import { comparePositions, LedgerError, type Position } from '@subledger/domain';
import type { Append, AppendResult, EventStore } from '@subledger/event-store';
import type { LeafEvent } from '../leaf.js';

/** The appends that share a wait for the disk. The same number again is being gathered meanwhile. */
const MOST_APPENDS = 200;
const MOST_BYTES = 4 * 1024 * 1024;
/** Neighbouring events of one stream share an append. Below what a store accepts in one. */
const MOST_EVENTS_AN_APPEND = 100;
const MOST_BYTES_AN_APPEND = 256 * 1024;

/**
 * Appends events of many streams so that the log gets them in the given order: at any time it holds a beginning of
 * them, whatever fails. The next append is only offered when all earlier ones are durable, because a full disk may
 * have space for a small append after refusing a large one. Each append names its exact revision, so whatever was
 * written before an interruption is recognised.
 */
export class AppendInOrder {
  readonly #store: EventStore;
  #run: LeafEvent[] = [];
  #runBytes = 0;
  #batch: Append[] = [];
  #batchBytes = 0;
  /** Stays rejected once it was rejected: nothing is offered after that. */
  #underWay: Promise<void> = Promise.resolve();
  #last: Position | null = null;

  constructor(store: EventStore) {
    this.#store = store;
  }

  async add(event: LeafEvent): Promise<void> {
    const first = this.#run[0];
    const isFull =
      this.#run.length >= MOST_EVENTS_AN_APPEND || this.#runBytes >= MOST_BYTES_AN_APPEND;
    const isNext =
      first?.stream === event.stream &&
      event.revision === first.revision + BigInt(this.#run.length);
    if (first !== undefined && (isFull || !isNext)) this.#endRun();
    if (this.#batch.length >= MOST_APPENDS || this.#batchBytes >= MOST_BYTES) await this.#send();
    this.#run.push(event);
    this.#runBytes += event.data.byteLength;
  }

  /** Resolves when everything is durable. */
  async end(): Promise<void> {
    this.#endRun();
    await this.#send();
    await this.#underWay;
  }

  #endRun(): void {
    const [first] = this.#run;
    if (first === undefined) return;
    const { stream, revision } = first;
    const expected = revision === 0n ? 'no_stream' : revision - 1n;
    this.#batch.push({ stream, expected, events: this.#run });
    this.#batchBytes += this.#runBytes;
    [this.#run, this.#runBytes] = [[], 0];
  }

  async #send(): Promise<void> {
    await this.#underWay;
    this.#underWay = this.#write(this.#batch);
    // Whoever awaits it gets the error; until then it must not end the process as an unhandled rejection.
    this.#underWay.catch(() => undefined);
    [this.#batch, this.#batchBytes] = [[], 0];
  }

  async #write(batch: readonly Append[]): Promise<void> {
    if (this.#store.appendAll === undefined) {
      for (const append of batch) {
        const { stream, expected, events } = append;
        this.#check(append, await this.#store.append(stream, expected, events));
      }
      return;
    }
    const results = await this.#store.appendAll(batch);
    for (const [place, append] of batch.entries()) this.#check(append, results[place]);
  }

  #check({ stream }: Append, result: AppendResult | undefined): void {
    if (result?.outcome !== 'appended')
      throw new LedgerError(
        'bundle-refused',
        `Stream ${stream} holds other events than the bundle: the ledger was not empty.`,
      );
    if (this.#last !== null && comparePositions(this.#last, result.position) >= 0)
      throw new LedgerError('log-altered', 'The store put the events in a different order.');
    this.#last = result.position;
  }
}
