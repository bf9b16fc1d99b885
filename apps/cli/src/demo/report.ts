import { styleText } from 'node:util';
import type { Terminal } from '../terminal/terminal.js';

/** Where the time of a part stands, so that the parts' times are in one column. */
const TIME_COLUMN = 110;
/** A list of faults that is longer says no more. */
const MOST_FAULTS = 20;

/** What the demo prints: a line a part with the time that it took. Colour on a terminal only. */
export class Report {
  readonly #out: Terminal;

  constructor(out: Terminal) {
    this.#out = out;
  }

  line(text: string): void {
    this.#out.write(`${text}\n`);
  }

  /** Does a part, then says what came of it. */
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

  /** What was found, and everything that should not have been. */
  verdict(finding: string, faults: readonly string[]): void {
    this.line(this.#styled(faults.length === 0 ? 'green' : 'red', finding));
    for (const fault of faults.slice(0, MOST_FAULTS)) this.line(`  ${fault}`);
    if (faults.length > MOST_FAULTS) this.line(`  … and ${faults.length - MOST_FAULTS} more`);
  }

  #styled(style: 'bold' | 'green' | 'red', text: string): string {
    return this.#out.isTTY === true ? styleText(style, text, { stream: this.#out }) : text;
  }
}
