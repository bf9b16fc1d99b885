import { Command } from 'commander';
import type { RebuildReport } from '../rebuild/rebuild-report.js';
import { rebuildTables } from '../rebuild/rebuild-tables.js';
import { runRebuild } from '../rebuild/run-rebuild.js';
import { jsonOption, runsOption, seedOption, wholeNumbers } from './options.js';
import { runBenchmark } from './run-benchmark.js';

const MOST_EVENTS = 10_000_000;

interface Options {
  readonly events: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly json?: string;
}

/** `npm run bench:rebuild` */
export const rebuild = (): Command =>
  new Command('rebuild')
    .summary('how fast the read models are rebuilt from the log')
    .description(
      'Makes a log of seeded lifecycles, kept in the temporary folder for the next time. Then measures, in turn and ' +
        'several times: the built ledger from its start without any read model until all have caught up (cold); ' +
        'lifecycle rebuilt beside what answers until it takes over (warm); a bare scan of the same bodies; a bare ' +
        'JSON.parse of them, on one core.',
    )
    .option(
      '--events <list>',
      'sizes of the log, comma-separated',
      wholeNumbers(MOST_EVENTS),
      [100_000, 1_000_000],
    )
    .addOption(runsOption())
    .addOption(seedOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run bench:rebuild -- --events 100000 --runs 1')
    .action(({ events, runs, seed, json }: Options) =>
      runBenchmark<RebuildReport>({
        measure: (tools) => runRebuild({ events, runs, seed, ...tools }),
        tables: rebuildTables,
        jsonFile: json,
      }),
    );
