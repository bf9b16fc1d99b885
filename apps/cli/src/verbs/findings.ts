import { FINDING_KINDS } from '@subledger/domain';
import type { FindingAnswer } from '@subledger/queries';
import { type Command, Option } from 'commander';
import { environmentsOf, environmentsOption, type OfEnvironments } from '../remote/environments.js';
import { pages } from '../remote/pages.js';
import { given, withQuery } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { noteBehind } from '../terminal/behind-note.js';
import { findingLine } from '../terminal/finding-line.js';
import { printable } from '../terminal/printable.js';
import { fileOption, writeFile } from '../terminal/write-file.js';

interface Options extends RemoteOptions, OfEnvironments {
  readonly kind?: string;
  readonly since?: string;
  readonly at?: string;
  readonly knownAt?: string;
  readonly format?: string;
}

/** `subledger findings` */
export const findings = (): Command =>
  remoteVerb('findings')
    .addOption(new Option('--kind <kind>', 'only findings of this kind').choices(FINDING_KINDS))
    .option('--since <instant>', 'only findings that appeared at or after this instant')
    .option('--at <instant>', 'as of this instant (default: now)')
    .option('--known-at <instant>', 'only what had been recorded by then')
    .addOption(environmentsOption())
    .addOption(
      fileOption('all of one environment as a file on standard output (default: of production)'),
    )
    .summary('show evidence of webhooks that never came')
    .description(
      'Shows what the recorded events show to be missing or contradictory, one per line, by environment. As of ' +
        'now they come in the order in which the evidence appeared; with --at, --known-at or --format in that of the ' +
        'chains and profiles. docs/lifecycle.md explains each kind. The events of a chain, such as ' +
        'app_store/1000, name its customer: subledger events --store app_store --transaction 1000 --once.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger findings\n  $ subledger findings --kind revenue-differs --since 2026-01-01T00:00:00Z --json' +
        '\n  $ subledger findings --at 2026-01-31T23:59:59Z --known-at 2026-02-02T12:00:00Z --format csv > january.csv',
    )
    .action((options: Options) =>
      runRemote(options, async ({ api, isJson, json, line, note }) => {
        const { kind, since, at, knownAt, format } = options;
        const query = given({ kind, since, at, knownAt });
        if (format !== undefined) {
          const { environment = 'production' } = options;
          const asked = { ...query, environment, format };
          await writeFile(api.chunks(withQuery('/v1/findings', asked)));
          return 'done';
        }
        let count = 0;
        for (const environment of environmentsOf(options))
          for await (const one of pages<FindingAnswer>(
            api,
            '/v1/findings',
            { environment, ...query },
            noteBehind(note),
          )) {
            if (isJson) json(one);
            else line(printable(`${environment}  ${findingLine(one)}`));
            count += 1;
          }
        if (count === 0) note('There are no such findings.');
        return 'done';
      }),
    );
