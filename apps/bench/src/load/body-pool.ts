import { bytesOf, type LifecycleEvent, lifecycleEvents } from '../lifecycles/events.js';
import { MOST_LAPS } from '../lifecycles/ids.js';

const LAST_LAP = MOST_LAPS - 1;
const DIGITS = String(LAST_LAP).length;
const ZERO = '0'.charCodeAt(0);

interface Pooled {
  readonly request: Buffer;
  /** The positions of the lap's digits, from the first to the sixth, over and over. */
  readonly lapAt: readonly number[];
}

export interface BodyPoolOptions {
  readonly seed: number;
  /** More than can be in flight at once. */
  readonly size: number;
  /** Two pools with one seed share no body as long as their laps differ. */
  readonly firstLap: number;
  /** A body's length → what goes before it. */
  readonly head: (length: number) => Buffer;
}

/**
 * An endless supply of webhooks, no two alike, at almost no cost: the pool is used lap by lap, and the digits that
 * make a body different in the next lap are overwritten in place.
 */
export class BodyPool {
  readonly #pooled: readonly Pooled[];
  #next = 0;
  #lap: number;

  constructor({ seed, size, firstLap, head }: BodyPoolOptions) {
    this.#lap = firstLap;
    this.#pooled = [...lifecycleEvents(seed, size)].map((event) => pooled(event, head));
  }

  /** Valid until the pool has been used once around. */
  next(): Buffer {
    const entry = this.#pooled[this.#next];
    if (entry === undefined) throw new RangeError('The pool is empty.');
    this.#next += 1;
    stamp(entry, this.#lap);
    if (this.#next === this.#pooled.length) {
      this.#next = 0;
      this.#lap += 1;
    }
    return entry.request;
  }
}

function pooled(event: LifecycleEvent, head: (length: number) => Buffer): Pooled {
  // Wherever a lap is written, all of its digits differ between the first and the last lap.
  const [first, last] = [bytesOf(event, 0), bytesOf(event, LAST_LAP)];
  const start = head(first.length);
  const lapAt = [...first.keys()]
    .filter((at) => first[at] !== last[at])
    .map((at) => at + start.length);
  return { request: Buffer.concat([start, first]), lapAt };
}

function stamp({ request, lapAt }: Pooled, lap: number): void {
  const digits = String(lap).padStart(DIGITS, '0');
  for (let place = 0; place < lapAt.length; place += 1)
    request[lapAt[place] ?? 0] = digits.charCodeAt(place % DIGITS) || ZERO;
}
