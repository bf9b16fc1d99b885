import type { Ledger } from '../ledger.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Ctrl-C in a terminal reaches us twice, from the terminal and through npm: that counts as one signal. */
const SAME_WISH_MS = 500;

/** The first signal shuts down cleanly and exits 0; a later one exits at once. */
export function stopOnSignal(ledger: Ledger): void {
  let askedAtMs: number | null = null;
  const stop = (): void => {
    if (askedAtMs !== null) {
      if (performance.now() - askedAtMs > SAME_WISH_MS) process.exit(1);
      return;
    }
    askedAtMs = performance.now();
    ledger.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Subledger did not shut down cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}
