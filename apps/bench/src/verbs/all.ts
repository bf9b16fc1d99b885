import { Command } from 'commander';
import { fileOf, PAGE } from '../report/published.js';
import { runsOption, wholeNumbers } from './options.js';

const MOST_EVENTS = 10_000_000;

interface Options {
  readonly events: readonly number[];
  readonly runs: number;
}

/** A command with these verbs. */
export const withVerbs = (command: Command, verbs: readonly Command[]): Command =>
  verbs.reduce((known, verb) => known.addCommand(verb), command);

/**
 * `npm run bench:all`
 *
 * @param verbs the others, created for each use: commander keeps what it has parsed.
 */
export const all = (verbs: () => readonly Command[]): Command =>
  new Command('all')
    .summary(`measure everything and rewrite ${PAGE}`)
    .description(
      'Runs every benchmark as the page shows it, one after the other, and rewrites the page.',
    )
    .option('--events <list>', 'sizes for rebuild', wholeNumbers(MOST_EVENTS), [100_000, 1_000_000])
    .addOption(runsOption())
    .action(async ({ events, runs }: Options) => {
      const sizes = ['--events', events.join(',')];
      const times = ['--runs', String(runs)];
      for (const words of [
        ['ingest', ...times, '--json', fileOf('ingest')],
        ['ingest', '--rate', '5000', '--seconds', '120', '--json', fileOf('sustained')],
        ['query', ...times, '--json', fileOf('query')],
        ['rebuild', ...sizes, ...times, '--json', fileOf('rebuild')],
        ['rebuild', '--during', ...sizes, ...times, '--json', fileOf('during')],
        ['docs'],
      ]) {
        await withVerbs(new Command(), verbs()).parseAsync(words, { from: 'user' });
        if ((process.exitCode ?? 0) !== 0) return;
      }
    });
