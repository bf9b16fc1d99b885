import type { PinoLogger } from 'nestjs-pino';
import type { Ledger } from '../ledger.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Ctrl-C in a terminal reaches us twice, from the terminal and through npm: that counts as one signal. */
const SAME_WISH_MS = 500;

/** What is in flight is answered within ten seconds; a disk or a database that stands still may keep the rest. */
const STOP_LIMIT_MS = 30_000;

/** The first signal shuts down cleanly and exits 0; a later one, or one that takes too long, exits at once with 1. */
export function stopOnSignal(
  ledger: Pick<Ledger, 'close'>,
  log: Pick<PinoLogger, 'info'>,
  limitMs: number = STOP_LIMIT_MS,
): void {
  let askedAtMs: number | null = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (askedAtMs !== null) {
      if (performance.now() - askedAtMs > SAME_WISH_MS) process.exit(1);
      return;
    }
    askedAtMs = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      fail(`it took longer than ${limitMs / 1_000} s`);
    }, limitMs).unref();
    ledger.close().then(() => {
      log.info('stopped');
      process.exit(0);
    }, fail);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}

function fail(reason: unknown): never {
  process.stderr.write(`Subledger did not shut down cleanly: ${String(reason)}\n`);
  process.exit(1);
}
