import { bytesOf, type LifecycleEvent, lifecycleEvents } from '../lifecycles/events.js';
import { MOST_LAPS } from '../lifecycles/ids.js';

const LAST_LAP = MOST_LAPS - 1;
const DIGITS = String(LAST_LAP).length;
const ZERO = '0'.charCodeAt(0);

interface Pooled {
  readonly request: Buffer;
  /** Where the lap's digits stand, from the first to the sixth and over again. */
  readonly lapAt: readonly number[];
}

export interface BodyPoolOptions {
  readonly seed: number;
  /** Above what can be under way at once. */
  readonly size: number;
  /** Two pools of one seed meet nowhere while their laps do not. */
  readonly firstLap: number;
  /** A body's length → what goes before it. */
  readonly head: (length: number) => Buffer;
}

/**
 * Webhooks without end, no two alike, for next to no time each: the pool is gone through lap by lap, and what makes
 * a body another one in another lap is written over in place.
 */
export class BodyPool {
  readonly #pooled: readonly Pooled[];
  #next = 0;
  #lap: number;

  constructor({ seed, size, firstLap, head }: BodyPoolOptions) {
    this.#lap = firstLap;
    this.#pooled = [...lifecycleEvents(seed, size)].map((event) => pooled(event, head));
  }

  /** Valid until the pool has been gone through once more. */
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
  // In every place where a lap is written, all of its digits differ between the first and the last.
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
