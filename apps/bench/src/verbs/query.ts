import { Command } from 'commander';
import type { QueryReport } from '../query/query-report.js';
import { queryTables } from '../query/query-tables.js';
import { runQuery } from '../query/run-query.js';
import {
  connectionsOption,
  jsonOption,
  runsOption,
  secondsOption,
  seedOption,
  wholeNumber,
} from './options.js';
import { runBenchmark } from './run-benchmark.js';

const MOST_EVENTS = 10_000_000;
const MOST_PER_SECOND = 100_000;

interface Options {
  readonly seconds: number;
  readonly connections: number;
  readonly runs: number;
  readonly seed: number;
  readonly events: number;
  readonly rate: number;
  readonly json?: string;
}

/** `npm run bench:query` */
export const query = (): Command =>
  new Command('query')
    .summary('how many access queries are answered, and how fast')
    .description(
      'Asks the built ledger for the access of the customers of a generated log, both idle and while webhooks come at a fixed ' +
        'rate, and in turn a bare Fastify route that gives a constant answer of the same size.',
    )
    .addOption(secondsOption(10))
    .addOption(connectionsOption())
    .addOption(runsOption())
    .addOption(seedOption('other lifecycles'))
    .option('--events <number>', 'size of the log', wholeNumber(MOST_EVENTS), 50_000)
    .option(
      '--rate <number>',
      'webhooks due per second while ingesting',
      wholeNumber(MOST_PER_SECOND),
      1_000,
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run bench:query -- --seconds 5')
    .action(({ json, ...options }: Options) =>
      runBenchmark<QueryReport>({
        measure: (tools) => runQuery({ ...options, ...tools }),
        tables: queryTables,
        jsonFile: json,
      }),
    );
