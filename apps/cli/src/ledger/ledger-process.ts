import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The built server beside the built command: both are in `dist`. */
export const BUILT_LEDGER = fileURLToPath(
  new URL('../../../../../ledger/apps/ledger/src/main.js', import.meta.url),
);

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 20;
const MOST_OUTPUT_CHARACTERS = 8_192;

export interface LedgerProcessOptions {
  /** The server's main module. */
  readonly main: string;
  /** Its working directory, so that it does not read the caller's `.env`. */
  readonly folder: string;
  /** Its whole environment; nothing of the caller's own is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The address that answers 200 once it has started; default: once it is ready for traffic. */
  readonly probe?: string;
}

/** A ledger in its own process. It never outlives this one, unless this one is killed outright. */
export class LedgerProcess {
  readonly #child: ChildProcess;
  readonly #killAtExit: () => void;
  #output = '';
  #hasEnded = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#killAtExit = () => void child.kill('SIGKILL');
    process.on('exit', this.#killAtExit);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-MOST_OUTPUT_CHARACTERS);
      });
    }
    // Only closed when all output has been read. A child that cannot be started never is.
    child.on('close', () => (this.#hasEnded = true));
    child.on('error', (error) => {
      this.#output += error.message;
      this.#hasEnded = true;
    });
  }

  /**
   * Starts it on a free port and waits until it is ready.
   *
   * @throws Error with its output if it ends early or is not ready in time; nothing is left running.
   */
  static async start(
    options: LedgerProcessOptions,
  ): Promise<{ ledger: LedgerProcess; url: string }> {
    const { main, folder, env, signal, probe = '/health/ready' } = options;
    signal.throwIfAborted();
    if (!existsSync(main)) throw new Error('The server is not built yet: run npm run build.');
    const ledger = new LedgerProcess(
      spawn(process.execPath, [main], {
        cwd: folder,
        env: { ...env, PORT: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    try {
      return { ledger, url: await ledger.#ready(probe, signal) };
    } catch (error) {
      await ledger.stop();
      throw error;
    }
  }

  /** @throws Error if it could not even be started. */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The ledger has no process.');
    return this.#child.pid;
  }

  /** Stops it cleanly, or forcibly after a while. */
  async stop(): Promise<void> {
    if (!this.#hasEnded) this.#child.kill('SIGTERM');
    if (!(await this.#endsWithin(STOP_LIMIT_MS))) {
      this.#child.kill('SIGKILL');
      await this.#endsWithin(STOP_LIMIT_MS);
    }
    process.off('exit', this.#killAtExit);
  }

  async #endsWithin(limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    while (!this.#hasEnded && performance.now() < deadline) await wait(POLL_MS);
    return this.#hasEnded;
  }

  async #ready(probe: string, signal: AbortSignal): Promise<string> {
    const deadline = performance.now() + START_LIMIT_MS;
    while (!this.#hasEnded && performance.now() < deadline) {
      const url = /listens on (http:\S+)/.exec(this.#output)?.[1];
      if (url !== undefined && (await isReady(`${url}${probe}`))) return url;
      await wait(POLL_MS, undefined, { signal });
    }
    const why = this.#hasEnded ? 'has ended' : `was not ready after ${START_LIMIT_MS / 1000} s`;
    throw new Error(`The ledger ${why}. It printed:\n${this.#output.trim()}`);
  }
}

const isReady = (address: string): Promise<boolean> =>
  fetch(address, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.bytes();
      return response.ok;
    },
    () => false,
  );
