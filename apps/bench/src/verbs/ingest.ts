import { Command } from 'commander';
import { ingestTables } from '../ingest/ingest-tables.js';
import type { IngestReport } from '../ingest/ingest-report.js';
import { runIngest } from '../ingest/run-ingest.js';
import { runSustained, type SustainedReport } from '../ingest/sustained.js';
import { sustainedTables } from '../ingest/sustained-tables.js';
import {
  connectionsOption,
  jsonOption,
  runsOption,
  secondsOption,
  seedOption,
  wholeNumber,
} from './options.js';
import { runBenchmark } from './run-benchmark.js';

const MOST_PER_SECOND = 100_000;

interface Options {
  readonly seconds: number;
  readonly connections: number;
  readonly runs: number;
  readonly seed: number;
  readonly rate?: number;
  readonly json?: string;
}

/** `npm run bench:ingest` */
export const ingest = (): Command =>
  new Command('ingest')
    .summary('how many webhooks are accepted, and how fast they are answered')
    .description(
      'Sends distinct webhooks of about 2.4 KB from a separate process over kept-alive connections, in turn and ' +
        'several times, to the built ledger with its default settings, to the same without read models, to a bare ' +
        'node:http server that parses and answers, and to Express with PostgreSQL. With --rate: only to the ledger, at that rate whatever it ' +
        'does, and also measures its memory and how far its read models are behind.',
    )
    .addOption(secondsOption(10))
    .addOption(connectionsOption())
    .addOption(runsOption())
    .addOption(seedOption('other lifecycles'))
    .option('--rate <number>', 'webhooks due per second', wholeNumber(MOST_PER_SECOND))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run bench:ingest\n  $ npm run bench:ingest -- --rate 5000 --seconds 120',
    )
    .action(({ rate, json, runs, ...options }: Options) =>
      rate === undefined
        ? runBenchmark<IngestReport>({
            measure: (tools) => runIngest({ ...options, runs, ...tools }),
            tables: ingestTables,
            jsonFile: json,
          })
        : runBenchmark<SustainedReport>({
            measure: (tools) => runSustained({ ...options, ...tools }, rate),
            tables: sustainedTables,
            jsonFile: json,
          }),
    );
