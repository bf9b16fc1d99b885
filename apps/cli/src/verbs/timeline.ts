import type { TimelineEntryAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { environmentOption } from '../remote/environments.js';
import { pages } from '../remote/pages.js';
import { chainPath, customerPath, given, profilePath } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { Failure } from '../terminal/failure.js';
import { noteBehind } from '../terminal/behind-note.js';
import { printable } from '../terminal/printable.js';

interface Options extends RemoteOptions {
  readonly profile?: string;
  readonly chain?: string;
  readonly kind?: string;
  readonly environment: string;
  readonly knownAt?: string;
}

/** `subledger timeline` */
export const timeline = (): Command =>
  remoteVerb('timeline')
    .argument('[customer]', "the customer's id")
    .option('--profile <id>', 'of one profile instead')
    .option(
      '--chain <store/id>',
      'of one chain instead, whoever it belonged to: its store and original transaction id',
    )
    .option('--kind <kinds>', 'only entries of these kinds, separated by commas')
    .addOption(environmentOption())
    .option('--known-at <instant>', 'only what had been recorded by then')
    .summary("show a customer's recorded events, with what each of them changed")
    .description(
      "Shows a customer's recorded events in the order of the log, one per line: when it was received, what happened " +
        'and what it changed.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger timeline user-1 --known-at 2026-03-03T12:00:00Z\n  $ subledger timeline --chain app_store/1000 --kind correction,annotation',
    )
    .action((customer: string | undefined, options: Options) =>
      runRemote(options, async ({ api, isJson, json, line, note }) => {
        const { environment, knownAt, kind } = options;
        const path = `${pathOf(customer, options)}/timeline`;
        const query = given({ environment, knownAt, kind });
        for await (const entry of pages<TimelineEntryAnswer>(api, path, query, noteBehind(note)))
          if (isJson) json(entry);
          else line(printable(`${entry.recordedAt}  ${entry.sentence}  ${entry.eventId}`));
        return 'done';
      }),
    );

/** @throws Failure `unexpected` unless somebody is named once. */
function pathOf(customer: string | undefined, { profile, chain }: Options): string {
  const paths = [
    ...(customer === undefined ? [] : [customerPath(customer)]),
    ...(profile === undefined ? [] : [profilePath(profile)]),
    ...(chain === undefined ? [] : [pathOfChain(chain)]),
  ];
  const [path] = paths;
  if (path !== undefined && paths.length === 1) return path;
  throw new Failure(
    'unexpected',
    'Name a customer, or use --profile or --chain: exactly one of the three.',
  );
}

/** A store has no slash in its name, and a transaction may. */
function pathOfChain(chain: string): string {
  const slash = chain.indexOf('/');
  if (slash > 0 && slash < chain.length - 1)
    return chainPath(chain.slice(0, slash), chain.slice(slash + 1));
  throw new Failure('unexpected', '--chain must be a store and an id, such as app_store/1000.');
}
