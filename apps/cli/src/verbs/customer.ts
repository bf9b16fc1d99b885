import type { Command } from 'commander';
import { type OfClocks, withClocks } from '../remote/clocks.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { askStatus } from '../remote/status.js';
import { printable } from '../terminal/printable.js';
import { statusLines } from '../terminal/status-lines.js';

/** `subledger customer` */
export const customer = (): Command =>
  withClocks(remoteVerb('customer').argument('<id>', "the customer's id"))
    .summary('show the state of a customer, and why')
    .description(
      'Shows a customer: the state, access levels with until when and why, subscriptions, purchases, ' +
        'revenue and findings. docs/lifecycle.md explains each rule further.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger customer user-1\n  $ subledger customer user-1 --at 2026-03-03T12:00:00Z --known-at 2026-03-03T12:00:00Z',
    )
    .action((id: string, options: RemoteOptions & OfClocks) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const status = await askStatus(api, id, options);
        if (isJson) json(status);
        else for (const text of statusLines(id, status)) line(printable(text));
        return 'done';
      }),
    );
