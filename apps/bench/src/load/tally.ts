import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { type Latency, latencyOf, microsOf } from './latency.js';

export interface FlowResult {
  /** All answers, including the warm-up. */
  readonly answered: number;
  /** Answers with status 200 after the warm-up: every figure below is about these. */
  readonly counted: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: Latency;
  /** By status, or by the connection's error; everything except 200. */
  readonly refused: Readonly<Record<string, number>>;
  /** The body of the first of those. */
  readonly firstRefusal: string | null;
  /** Due but never sent, because no connection was free until the end. */
  readonly unsent: number;
  /** Milliseconds since the epoch; null if there was none. */
  readonly lastAcceptedAt: number | null;
}

const MOST_REFUSAL_CHARACTERS = 300;

/** Counts the answers of one flow. */
export class Tally {
  readonly #histogram: RecordableHistogram = createHistogram();
  readonly #refused: Record<string, number> = {};
  readonly #countFrom: number;
  #answered = 0;
  #firstRefusal: string | null = null;
  #lastAcceptedAt: number | null = null;
  #lastCounted = 0;

  /** @param countFrom the end of the warm-up, by `performance.now()`. */
  constructor(countFrom: number) {
    this.#countFrom = countFrom;
  }

  /** @param dueAt when the request was due, by `performance.now()`: waiting for a connection counts. */
  accepted(dueAt: number): void {
    const now = performance.now();
    this.#answered += 1;
    this.#lastAcceptedAt = Date.now();
    // By when it was answered, not when it was due: a server that never catches up has still answered.
    if (now < this.#countFrom) return;
    this.#histogram.record(microsOf(now - dueAt));
    this.#lastCounted = now;
  }

  refused(as: string, why: string): void {
    this.#answered += 1;
    this.#refused[as] = (this.#refused[as] ?? 0) + 1;
    this.#firstRefusal ??= why.slice(0, MOST_REFUSAL_CHARACTERS);
  }

  result(unsent: number): FlowResult {
    const counted = this.#histogram.count;
    const seconds = (this.#lastCounted - this.#countFrom) / 1000;
    return {
      answered: this.#answered,
      counted,
      requestsPerSecond: counted === 0 ? 0 : counted / seconds,
      latencyMs: latencyOf(this.#histogram),
      refused: this.#refused,
      firstRefusal: this.#firstRefusal,
      unsent,
      lastAcceptedAt: this.#lastAcceptedAt,
    };
  }
}
