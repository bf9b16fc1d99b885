import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RUN_SOURCES } from './run-sources.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A process that appends to the log until it is killed. */
export class AppendingProcess {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor(file: string) {
    const script = here('./appending-process.ts');
    this.#child = spawn(process.execPath, [...RUN_SOURCES, script, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The next acknowledgements; fewer where the process ends before. */
  async acknowledgements(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) {
      const next = await this.#lines.next();
      if (next.done === true) break;
      lines.push(next.value);
    }
    return lines;
  }

  /** Kills it between two instructions, and gives what it had acknowledged until then. */
  async kill(): Promise<string[]> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return [];
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    const rest = await this.acknowledgements(Infinity);
    await exit;
    return rest;
  }
}
