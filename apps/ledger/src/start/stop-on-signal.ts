import type { Ledger } from '../ledger.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** The first signal stops in good order and exits 0; a second one exits at once. */
export function stopOnSignal(ledger: Ledger): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    ledger.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Subledger did not stop in good order: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}
