import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the machine does to a running ledger; see `faulty-runtime.ts`. */
export interface Faults {
  /** Added to the machine's clock. */
  readonly clockOffsetMs: number;
  /** So long the disk takes over every commit. */
  readonly commitDelayMs: number;
  /** What SQLite says to every commit; null where it commits. */
  readonly commitError: { readonly errcode: number; readonly message: string } | null;
  /** How long the event loop stands still, each time that `blocks` has grown. */
  readonly blockMs: number;
  readonly blocks: number;
}

const RUNTIME = new URL('./faulty-runtime.ts', import.meta.url);

/** The file that tells a ledger's runtime what to do, and the variables that make a built ledger heed it. */
export class FaultsFile {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'faults.json');
  }

  get env(): Readonly<Record<string, string>> {
    return { FAULTS_FILE: this.#file, NODE_OPTIONS: `--import=${RUNTIME.href}` };
  }

  /** Takes hold within some milliseconds; what is not named is as it should be. */
  set(faults: Partial<Faults>): void {
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${this.#file}.new`, JSON.stringify(faults));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
