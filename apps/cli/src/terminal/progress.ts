import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** Shorter work needs no bar. */
const SHOWN_AFTER_MS = 2_000;

/** A progress bar for long work, only on a terminal. */
export class Progress {
  readonly #out: Terminal;
  readonly #what: string;
  readonly #total: number;
  readonly #now: () => number;
  readonly #startedAt: number;
  #done = 0;
  #bar: SingleBar | undefined;

  /** @param now a monotonic clock, in milliseconds. */
  constructor(out: Terminal, { what, total, now = () => performance.now() }: ProgressOptions) {
    this.#out = out;
    this.#what = what;
    this.#total = total;
    this.#now = now;
    this.#startedAt = now();
  }

  /** Counts one more as done. */
  advance(): void {
    this.#done += 1;
    if (this.#bar) this.#bar.update(this.#done);
    else if (this.#out.isTTY === true && this.#now() - this.#startedAt >= SHOWN_AFTER_MS)
      this.#show();
  }

  /** Removes the bar. */
  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #show(): void {
    const format = `  ${this.#what} {bar} {value}/{total}`;
    const stream = this.#out;
    this.#bar = new SingleBar({ format, stream, clearOnComplete: true }, Presets.shades_classic);
    this.#bar.start(this.#total, this.#done);
  }
}

export interface ProgressOptions {
  readonly what: string;
  readonly total: number;
  readonly now?: () => number;
}
