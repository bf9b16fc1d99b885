import { Command } from 'commander';
import { seedOption, wholeNumber } from '../../apps/bench/src/verbs/options.js';
import { seconds, soak } from './soak.js';

/** `npm run soak`: a ledger of its own under load and disasters. */
const MOST_MINUTES = 24 * 60;

interface Options {
  readonly seed: number;
  readonly minutes: number;
}

const { seed, minutes } = new Command('npm run soak --')
  .description(
    'Runs a ledger of its own under a moderate load, and randomly does to it what a machine may do: kills, clocks that ' +
      'jump, damaged files, a stalled event loop and more. In the end everything acknowledged must be there, once. Exits ' +
      '1 if something did not hold.',
  )
  .addOption(seedOption('other disasters'))
  .option('--minutes <number>', 'how long to run', wholeNumber(MOST_MINUTES), 60)
  .addHelpText('after', '\nExample:\n  $ npm run soak -- --seed 7 --minutes 3')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<Options>();

const startedAt = performance.now();
process.stdout.write(`Soaking for ${minutes} minutes with seed ${seed}\n`);
const result = await soak({
  seed,
  minutes,
  say: (line) => {
    process.stdout.write(`${seconds(performance.now() - startedAt).padStart(9)}  ${line}\n`);
  },
});
const met = Object.entries(result.disasters).sort(([, a], [, b]) => b - a);
process.stdout.write(
  [
    '',
    `Seed ${seed}: ${result.acknowledged} webhooks acknowledged, ${result.refused} times told to come again`,
    `${result.lives} lives of the ledger; disasters: ${met.map(([name, times]) => `${name} ${times}`).join(', ')}`,
    `Slowest recovery ${seconds(result.slowestRecoveryMs)}, most memory ${result.mostMemoryMb} MB`,
    ...result.broken.map((one) => `BROKEN: ${one}`),
    result.broken.length === 0 ? 'Everything held' : `${result.broken.length} things did not hold`,
    '',
  ].join('\n'),
);
process.exit(result.broken.length === 0 ? 0 : 1);
