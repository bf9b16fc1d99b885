import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from '../../../cli/src/terminal/terminal.js';

export interface ProgressBar {
  /** How much of it is done. */
  readonly update: (done: number) => void;
  readonly end: () => void;
}

/** Prints progress on standard error: bars on a terminal, one line per part elsewhere. */
export class Narrator {
  readonly #out: Terminal;

  constructor(out: Terminal) {
    this.#out = out;
  }

  line(text: string): void {
    this.#out.write(`${text}\n`);
  }

  progress(what: string, total: number): ProgressBar {
    if (this.#out.isTTY !== true) {
      this.line(what);
      return { update: () => undefined, end: () => undefined };
    }
    const bar = new SingleBar(
      { format: '{what} {bar} {value}/{total}', stream: this.#out, clearOnComplete: true },
      Presets.shades_classic,
    );
    bar.start(total, 0, { what });
    return {
      update: (done) => {
        bar.update(done);
      },
      end: () => {
        bar.stop();
      },
    };
  }
}
