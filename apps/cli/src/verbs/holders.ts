import type { HolderAnswer } from '@subledger/queries';
import type { Command } from 'commander';
import { type OfClocks, withClocks } from '../remote/clocks.js';
import { pages } from '../remote/pages.js';
import { given, withQuery } from '../remote/paths.js';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { noteBehind } from '../terminal/behind-note.js';
import { heldText } from '../terminal/access-line.js';
import { printable } from '../terminal/printable.js';
import { fileOption, writeFile } from '../terminal/write-file.js';

interface Options extends RemoteOptions, OfClocks {
  readonly format?: string;
}

/** `subledger holders` */
export const holders = (): Command =>
  withClocks(remoteVerb('holders').argument('[level]', 'only this access level'))
    .addOption(fileOption('all of them as a file on standard output'))
    .summary('list who has access')
    .description(
      'Lists who has access, a level of a customer per line, until when and on what terms: all customers, then the ' +
        'profiles without a customer id.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger holders premium\n  $ subledger holders --at 2026-01-31T23:59:59Z --format csv > january.csv',
    )
    .action((level: string | undefined, options: Options) =>
      runRemote(options, async ({ api, isJson, json, line, note }) => {
        const { at, knownAt, environment, format } = options;
        const asked = { level, at, knownAt, environment };
        if (format !== undefined) {
          await writeFile(api.chunks(withQuery('/v1/holders', { ...asked, format })));
          return 'done';
        }
        let count = 0;
        const listed = pages<HolderAnswer>(api, '/v1/holders', given(asked), noteBehind(note));
        for await (const holder of listed) {
          if (isJson) json(holder);
          else line(printable(holderLine(holder)));
          count += 1;
        }
        if (count === 0) note('Nobody has access.');
        return 'done';
      }),
    );

const holderLine = (holder: HolderAnswer): string => {
  const who = holder.customerUserId ?? `profile ${holder.profileId ?? ''}`;
  return `${who}  ${holder.level}: ${heldText(holder)}`;
};
