import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PRODUCTION_SECRET, READ_KEY, SANDBOX_SECRET } from './running-ledger.js';

/** What `npm run build` makes, relative to the repository's root, where jest runs. */
const MAIN = join(process.cwd(), 'dist/ledger/apps/ledger/src/main.js');
const START_LIMIT_MS = 30_000;
/** Of what it prints, the end: hours of it would fill the memory of whoever listens. */
const MOST_OUTPUT_CHARACTERS = 1_000_000;

/** The built server as a process of its own, which can be killed. */
export interface BuiltLedger {
  readonly url: string;
  readonly pid: number;
  /** The end of what it has printed. */
  readonly output: () => string;
  /** Its exit code, once it has ended and all that it printed was heard; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Kills it between two instructions; resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops it in good order and gives its exit code. */
  stop(): Promise<number | null>;
}

/**
 * @param more variables beside those that every test needs.
 * @param command what runs the server's main module; it must become that process (`exec`), or signals miss it.
 * @throws Error where there is no build, or it ends or says nothing for too long.
 */
export async function startBuiltLedger(
  dataDir: string,
  more: Readonly<Record<string, string>> = {},
  [command, ...before]: readonly [string, ...string[]] = [process.execPath],
): Promise<BuiltLedger> {
  if (!existsSync(MAIN)) throw new Error(`There is no ${MAIN}: run npm run build, or npm test.`);
  const child = spawn(command, [...before, MAIN], {
    cwd: dataDir,
    env: {
      PORT: '0',
      DATA_DIR: dataDir,
      ADAPTY_PRODUCTION_SECRETS: PRODUCTION_SECRET,
      ADAPTY_SANDBOX_SECRETS: SANDBOX_SECRET,
      API_KEYS: READ_KEY,
      LOG_LEVEL: 'silent',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MOST_OUTPUT_CHARACTERS);
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const endWith = (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    const url = /listens on (http:\S+)/.exec(output)?.[1];
    if (url !== undefined)
      return {
        url,
        pid: child.pid ?? 0,
        output: () => output,
        ended,
        kill: async () => {
          await endWith('SIGKILL');
        },
        stop: () => endWith('SIGTERM'),
      };
    if (child.exitCode !== null || performance.now() > deadline) {
      await endWith('SIGKILL');
      throw new Error(`The ledger did not start. It printed:\n${output}`);
    }
    await wait(5);
  }
}
