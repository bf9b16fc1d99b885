import { stopOnSignal } from '../src/start/stop-on-signal.js';

/** Stays until it is told to stop, and then never has done with closing: as one whose disk stands still. */
setInterval(() => undefined, 1_000);
stopOnSignal(
  { close: () => Promise.withResolvers<never>().promise },
  { info: (_: unknown, told?: string) => process.stdout.write(`${told}\n`) },
  Number(process.argv[2]),
);
process.stdout.write('ready\n');
