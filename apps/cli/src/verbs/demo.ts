import { Command, InvalidArgumentError } from 'commander';
import { runDemo } from '../demo/run-demo.js';
import { BUILT_LEDGER } from '../ledger/ledger-process.js';
import { EXIT_CODE_HELP } from '../terminal/exit-code-help.js';
import { EXIT_CODES } from '../terminal/failure.js';
import { stopOnSignals } from '../terminal/stop-on-signals.js';

const DEFAULT_SEED = 20260101;
const LARGEST_SEED = 0xffffffff;

/** `subledger demo`. Exits 128 + the signal when stopped. */
export const demo = (): Command =>
  new Command('demo')
    .summary('run every documented flow against a ledger of its own, then rebuild it')
    .description(
      'Starts a ledger on a free port with a temporary folder, delivers every documented flow to it over ' +
        'HTTP in random order and some events twice, shows what it says about each customer and checks it ' +
        'after every step of every flow. Then deletes the read models, rebuilds them from the log and ' +
        'shows that no answer changed. Leaves nothing behind.',
    )
    .option(
      '--seed <number>',
      'seed of the order of deliveries, 0 to 4294967295',
      readSeed,
      DEFAULT_SEED,
    )
    .addHelpText('after', '\nExample:\n  $ subledger demo --seed 7')
    .addHelpText('after', EXIT_CODE_HELP)
    .action(async ({ seed }: { readonly seed: number }) => {
      process.exitCode = await stopOnSignals(async (signal) =>
        (await runDemo({ seed, signal, out: process.stdout, ledgerMain: BUILT_LEDGER }))
          ? EXIT_CODES.done
          : EXIT_CODES.found,
      );
    });

function readSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${LARGEST_SEED}.`);
}
