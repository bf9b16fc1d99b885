import { FINDING_KINDS } from '@subledger/domain';
import type { FindingAnswer } from '@subledger/queries';
import { type Command, Option } from 'commander';
import { environmentsOf, environmentsOption, type OfEnvironments } from '../remote/environments.js';
import { pages } from '../remote/pages.js';
import { given } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { findingLine } from '../terminal/finding-line.js';
import { printable } from '../terminal/printable.js';

interface Options extends RemoteOptions, OfEnvironments {
  readonly kind?: string;
  readonly since?: string;
}

/** `subledger findings` */
export const findings = (): Command =>
  remoteVerb('findings')
    .addOption(new Option('--kind <kind>', 'only findings of this kind').choices(FINDING_KINDS))
    .option('--since <instant>', 'only findings that appeared at or after this instant')
    .addOption(environmentsOption())
    .summary('show evidence of webhooks that never came')
    .description(
      'Shows what the recorded events show to be missing or contradictory, as of now, one per line, by environment in ' +
        'the order in which the evidence appeared. docs/lifecycle.md explains each kind.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger findings\n  $ subledger findings --kind revenue-differs --since 2026-01-01T00:00:00Z --json',
    )
    .action((options: Options) =>
      runRemote(options, async ({ api, isJson, json, line, note }) => {
        const query = given({ kind: options.kind, since: options.since });
        let count = 0;
        for (const environment of environmentsOf(options))
          for await (const one of pages<FindingAnswer>(api, '/v1/findings', {
            environment,
            ...query,
          })) {
            if (isJson) json(one);
            else line(printable(`${environment}  ${findingLine(one)}`));
            count += 1;
          }
        if (count === 0) note('There are no such findings.');
        return 'done';
      }),
    );
