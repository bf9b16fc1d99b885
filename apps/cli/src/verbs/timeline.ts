import type { TimelineEntryAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { environmentOption } from '../remote/environments.js';
import type { LedgerApi } from '../remote/ledger-api.js';
import { pages } from '../remote/pages.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';

interface Options extends RemoteOptions {
  readonly environment: string;
  readonly knownAt?: string;
}

/** `subledger timeline` */
export const timeline = (): Command =>
  remoteVerb('timeline')
    .argument('<customer>', "the customer's id")
    .addOption(environmentOption())
    .option('--known-at <instant>', 'only what had been recorded by then')
    .summary("a customer's recorded events, with what each of them changed")
    .description(
      "Shows a customer's recorded events in the order of the log, a line each: when it was received, what happened " +
        'and what it changed.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ subledger timeline user-1 --known-at 2026-03-03T12:00:00Z',
    )
    .action((customer: string, options: Options) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        for await (const entry of readAll(api, customer, options))
          if (isJson) json(entry);
          else line(printable(`${entry.recordedAt}  ${entry.sentence}  ${entry.eventId}`));
        return 'done';
      }),
    );

const readAll = (
  api: LedgerApi,
  customer: string,
  { environment, knownAt }: Options,
): AsyncGenerator<TimelineEntryAnswer> =>
  pages(api, `/v1/customers/${encodeURIComponent(customer)}/timeline`, {
    environment,
    ...(knownAt === undefined ? {} : { knownAt }),
  });
