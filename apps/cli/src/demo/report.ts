import { styleText } from 'node:util';
import type { Terminal } from '../terminal/terminal.js';

/** Where times are printed, so that they form a column. */
const TIME_COLUMN = 110;
/** A longer list of faults says no more. */
const MOST_FAULTS = 20;

/** What the demo prints: one line per part with the time it took. Colour only on a terminal. */
export class Report {
  readonly #out: Terminal;

  constructor(out: Terminal) {
    this.#out = out;
  }

  line(text: string): void {
    this.#out.write(`${text}\n`);
  }

  /** Runs a part, then prints its result. */
  async timed<T>(part: () => Promise<T>, says: (result: T) => string): Promise<T> {
    const startedAt = performance.now();
    const result = await part();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
    this.line(`${says(result).padEnd(TIME_COLUMN)} ${seconds.padStart(6)} s`);
    return result;
  }

  table(title: string, [titles = '', ...lines]: readonly string[]): void {
    this.line(['', `${title}:`, '', this.#styled('bold', titles), ...lines, ''].join('\n'));
  }

  /** Prints the result, and everything that was wrong. */
  verdict(finding: string, faults: readonly string[]): void {
    this.line(this.#styled(faults.length === 0 ? 'green' : 'red', finding));
    for (const fault of faults.slice(0, MOST_FAULTS)) this.line(`  ${fault}`);
    if (faults.length > MOST_FAULTS) this.line(`  … and ${faults.length - MOST_FAULTS} more`);
  }

  #styled(style: 'bold' | 'green' | 'red', text: string): string {
    return this.#out.isTTY === true ? styleText(style, text, { stream: this.#out }) : text;
  }
}
