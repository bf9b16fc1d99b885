import type { RevenueReport } from '@subledger/queries';
import { type Command, Option } from 'commander';
import { environmentOption } from '../remote/environments.js';
import { withQuery } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { fileOption, writeFile } from '../terminal/write-file.js';
import { printable } from '../terminal/printable.js';
import { reportLines } from '../terminal/report-lines.js';

/** By name, so that the compiler asks for each that a report knows: the queries themselves would be loaded for nothing. */
const GROUPINGS: Readonly<Record<RevenueReport['groupBy'], true>> = {
  day: true,
  month: true,
  product: true,
  store: true,
  country: true,
  currency: true,
};

interface Options extends RemoteOptions {
  readonly from: string;
  readonly to: string;
  readonly groupBy: string;
  readonly timeZone?: string;
  readonly knownAt?: string;
  readonly environment: string;
  readonly format?: string;
}

/** `subledger report` */
export const report = (): Command =>
  remoteVerb('report')
    .requiredOption('--from <day or instant>', 'business time, inclusive')
    .requiredOption('--to <day or instant>', 'business time, without it')
    .addOption(
      new Option('--group-by <grouping>', 'what the report is grouped by')
        .choices(Object.keys(GROUPINGS))
        .default('day'),
    )
    .option('--time-zone <name>', 'whose days and months, such as America/New_York (default: UTC)')
    .option('--known-at <instant>', 'only what had been recorded by then')
    .addOption(environmentOption())
    .addOption(fileOption('the groups as a file on standard output'))
    .summary('show the money and the counts over a span of time')
    .description(
      'Shows charges, refunds, proceeds, net revenue and taxes over a span of business time, in US dollars; grouped by ' +
        'currency, also in each currency. A dash means that no event reported an amount.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger report --from 2026-01-01 --to 2027-01-01 --group-by month\n  $ subledger report --from 2026-01-01 --to 2026-02-01 --group-by product --format csv > january.csv',
    )
    .action((options: Options) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const { from, to, groupBy, timeZone, knownAt, environment, format } = options;
        const path = withQuery('/v1/reports/revenue', {
          from,
          to,
          groupBy,
          timeZone,
          knownAt,
          environment,
          format,
        });
        if (format !== undefined) {
          await writeFile(api.chunks(path));
          return 'done';
        }
        const told = await api.get<RevenueReport>(path, ['groups', 'total']);
        if (isJson) json(told);
        else for (const text of reportLines(told)) line(printable(text));
        return 'done';
      }),
    );
