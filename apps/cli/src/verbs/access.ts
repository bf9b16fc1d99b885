import type { AccessAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { type OfClocks, withClocks } from '../remote/clocks.js';
import { customerPath, withQuery } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { accessLines } from '../terminal/access-line.js';
import { printable } from '../terminal/printable.js';

/** `subledger access` */
export const access = (): Command =>
  withClocks(
    remoteVerb('access')
      .argument('<id>', "the customer's id")
      .argument('<level>', 'the access level'),
  )
    .summary('show whether a customer holds an access level')
    .description(
      'Shows whether a customer holds an access level, until when, and why. Exits 0 if it is active and 2 if it ' +
        'is not, including for an unknown customer or level.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger access user-1 premium\n  $ subledger access user-1 premium --at 2026-03-03T12:00:00Z && echo yes',
    )
    .action((id: string, level: string, options: RemoteOptions & OfClocks) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const { at, knownAt, environment } = options;
        const path = `${customerPath(id)}/access/${encodeURIComponent(level)}`;
        const answer = await api.get<AccessAnswer>(withQuery(path, { at, knownAt, environment }), [
          'active',
          'because',
          'at',
        ]);
        if (isJson) json(answer);
        else for (const text of accessLines(level, answer, answer.at)) line(printable(text));
        return answer.active ? 'done' : 'found';
      }),
    );
