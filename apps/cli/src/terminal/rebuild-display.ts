import type { RebuildProgress } from '@subledger/projections/operations';
import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** Without a terminal, an occasional line is enough. */
const LINE_EVERY_MS = 5_000;

/** Shows the progress of a rebuild: a bar on a terminal, plain lines elsewhere. */
export class RebuildDisplay {
  readonly #out: Terminal;
  readonly #now: () => number;
  #bar: SingleBar | undefined;
  #lineAt = -Infinity;

  /** @param now a monotonic clock, in milliseconds. */
  constructor(out: Terminal, now: () => number = () => performance.now()) {
    this.#out = out;
    this.#now = now;
  }

  show(progress: RebuildProgress): void {
    if (this.#out.isTTY === true) this.#showBar(progress);
    else if (this.#now() - this.#lineAt >= LINE_EVERY_MS) {
      this.#lineAt = this.#now();
      this.#out.write(`${progressLine(progress)}\n`);
    }
  }

  /** Removes the bar. */
  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #showBar(progress: RebuildProgress): void {
    if (this.#bar === undefined) {
      const format = `${progress.projection} {bar} {told}`;
      const stream = this.#out;
      this.#bar = new SingleBar({ format, stream, clearOnComplete: true }, Presets.shades_classic);
      this.#bar.start(100, 0, { told: '' });
    }
    this.#bar.update(progress.percent ?? 0, { told: told(progress) });
  }
}

const progressLine = (progress: RebuildProgress): string =>
  `${progress.projection}: ${told(progress)}`;

function told({
  applied,
  percent,
  remaining,
  eventsPerSecond,
  secondsLeft,
}: RebuildProgress): string {
  const all = remaining === null ? '' : ` of ${applied + remaining}`;
  return [
    percent === null ? [] : [`${percent.toFixed(1)} %`],
    `${applied}${all} events`,
    `${eventsPerSecond} events/s`,
    secondsLeft === null ? [] : [`${secondsLeft} s left`],
  ]
    .flat()
    .join(', ');
}
