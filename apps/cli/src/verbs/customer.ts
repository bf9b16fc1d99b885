import type { StatusAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { type OfClocks, withClocks } from '../remote/clocks.js';
import { customerPath, withQuery } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';
import { statusLines } from '../terminal/status-lines.js';

/** `subledger customer` */
export const customer = (): Command =>
  withClocks(remoteVerb('customer').argument('<id>', "the customer's id"))
    .summary('show the state of a customer, and why')
    .description(
      'Shows a customer: the state, access levels with until when and why, subscriptions, purchases, ' +
        'revenue and findings. Each rule is explained in docs/lifecycle.md.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger customer user-1\n  $ subledger customer user-1 --at 2026-03-03T12:00:00Z --known-at 2026-03-03T12:00:00Z',
    )
    .action((id: string, options: RemoteOptions & OfClocks) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const { at, knownAt, environment } = options;
        const status = await api.get<StatusAnswer>(
          withQuery(customerPath(id), { at, knownAt, environment }),
          [
            'state',
            'accessLevels',
            'subscriptions',
            'purchases',
            'revenue',
            'findings',
            'profiles',
          ],
        );
        if (isJson) json(status);
        else for (const text of statusLines(id, status)) line(printable(text));
        return 'done';
      }),
    );
