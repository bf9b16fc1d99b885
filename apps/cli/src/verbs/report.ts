import type { RevenueEntryAnswer, RevenueReport } from '@subledger/queries';
import { type Command, Option } from 'commander';
import { environmentOption } from '../remote/environments.js';
import { pages } from '../remote/pages.js';
import { given, withQuery } from '../remote/paths.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { noteBehind } from '../terminal/behind-note.js';
import { entryLine } from '../terminal/entry-line.js';
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
  readonly entries?: boolean;
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
    .addOption(
      new Option('--entries', 'each event that is counted, instead of sums').conflicts('groupBy'),
    )
    .addOption(environmentOption())
    .addOption(fileOption('the groups, or the entries, as a file on standard output'))
    .summary('show the money and the counts over a span of time')
    .description(
      'Shows charges, refunds, proceeds, net revenue and taxes over a span of business time, in US dollars; grouped by ' +
        'currency, also in each currency. A dash means that no event reported an amount. With --entries it lists the ' +
        'events that make up the sums, chain by chain, with what each of them moved.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger report --from 2026-01-01 --to 2027-01-01 --group-by month\n  $ subledger report --from 2026-01-01 --to 2026-02-01 --group-by product --format csv > january.csv\n  $ subledger report --from 2026-01-01 --to 2026-02-01 --time-zone Europe/Berlin --entries --format csv > entries.csv',
    )
    .action((options: Options) =>
      runRemote(options, async (remote) => {
        const { from, to, groupBy, timeZone, knownAt, environment, format, entries } = options;
        const span = { from, to, timeZone, knownAt, environment };
        const [path, asked] =
          entries === true
            ? ['/v1/reports/revenue/entries', span]
            : ['/v1/reports/revenue', { ...span, groupBy }];
        if (format !== undefined)
          await writeFile(remote.api.chunks(withQuery(path, { ...asked, format })));
        else if (entries === true) await showEntries(remote, path, given(asked));
        else await showSums(remote, withQuery(path, asked));
        return 'done';
      }),
    );

async function showSums({ api, isJson, json, line, note }: Remote, path: string): Promise<void> {
  const told = await api.get<RevenueReport>(path, ['groups', 'total', 'lag']);
  if (isJson) {
    json(told);
    return;
  }
  for (const text of reportLines(told)) line(printable(text));
  noteBehind(note)(told);
}

async function showEntries(
  { api, isJson, json, line, note }: Remote,
  path: string,
  asked: Readonly<Record<string, string>>,
): Promise<void> {
  let count = 0;
  for await (const entry of pages<RevenueEntryAnswer>(api, path, asked, noteBehind(note))) {
    if (isJson) json(entry);
    else line(printable(entryLine(entry)));
    count += 1;
  }
  if (count === 0) note('Nothing is counted in this span.');
}
