import { Command } from 'commander';
import { runDuring } from '../rebuild/during.js';
import type { DuringReport } from '../rebuild/during-report.js';
import { duringTables } from '../rebuild/during-tables.js';
import type { RebuildReport } from '../rebuild/rebuild-report.js';
import { rebuildTables } from '../rebuild/rebuild-tables.js';
import { runRebuild } from '../rebuild/run-rebuild.js';
import {
  jsonOption,
  runsOption,
  secondsOption,
  seedOption,
  wholeNumber,
  wholeNumbers,
} from './options.js';
import { runBenchmark } from './run-benchmark.js';

const MOST_EVENTS = 10_000_000;
const MOST_PER_SECOND = 100_000;

interface Options {
  readonly events: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly during?: boolean;
  readonly seconds: number;
  readonly rate: number;
  readonly json?: string;
}

/** `npm run bench:rebuild` */
export const rebuild = (): Command =>
  new Command('rebuild')
    .summary('how fast the read models are rebuilt from the log')
    .description(
      'Generates a log of seeded lifecycles, kept in the temporary folder for next time. Then measures, in turn and ' +
        'several times: the built ledger starting without any read model until all have caught up (cold); ' +
        'lifecycle rebuilt beside the live read model until it takes over (warm); a bare scan of the same bodies; a bare ' +
        'JSON.parse of them, on one core; and a copy of the resulting rows, by SQLite alone.',
    )
    .option(
      '--events <list>',
      'sizes of the log, comma-separated',
      wholeNumbers(MOST_EVENTS),
      [100_000, 1_000_000],
    )
    .addOption(runsOption())
    .addOption(seedOption('other lifecycles'))
    .addOption(jsonOption())
    .option(
      '--during',
      'instead, measure a moderate load without and with a rebuild, over the first size',
    )
    .addOption(secondsOption(20))
    .option(
      '--rate <number>',
      'webhooks, and as many access queries, due per second, with --during',
      wholeNumber(MOST_PER_SECOND),
      200,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run bench:rebuild -- --events 100000 --runs 1\n' +
        '  $ npm run bench:rebuild -- --during --events 100000',
    )
    .action(({ during, events, json, ...options }: Options) =>
      during === true
        ? runBenchmark<DuringReport>({
            measure: (tools) => runDuring({ ...options, events: events[0] ?? 0, ...tools }),
            tables: duringTables,
            jsonFile: json,
          })
        : runBenchmark<RebuildReport>({
            measure: (tools) => runRebuild({ ...options, events, ...tools }),
            tables: rebuildTables,
            jsonFile: json,
          }),
    );
