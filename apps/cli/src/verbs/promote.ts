import type { ChangedAnswer, Page } from '@subledger/queries';
import type { RebuildProgress } from '@subledger/projections/operations';
import type { Command } from 'commander';
import { rebuildPath, runningRebuild } from '../remote/rebuilds.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { printable } from '../terminal/printable.js';

interface Options extends RemoteOptions {
  readonly diff?: boolean;
  readonly environment: string;
}

/** `subledger promote` */
export const promote = (): Command =>
  remoteVerb('promote')
    .argument('<name>', 'lifecycle, timeline or quarantine')
    .option('--diff', 'change nothing; list whose answers would change (lifecycle), exit 2 if any')
    .option('--environment <name>', 'production or sandbox, with --diff', 'production')
    .summary('let a rebuild that was held take over')
    .description(
      'Lets the rebuild of a projection take over, in one transaction. Every answer until then is the old ' +
        "one's, every answer from then on the new one's.",
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger promote lifecycle --diff\n  $ subledger promote lifecycle',
    )
    .action((name: string, options: Options) =>
      runRemote(options, async (remote) => {
        const path = rebuildPath(await runningRebuild(remote.api, name));
        if (options.diff === true) return diff(remote, path, options.environment);
        const done = await remote.api.post<RebuildProgress>(`${path}/promote`);
        if (remote.isJson) remote.json(done);
        else remote.line(`The rebuild of ${name} answers now.`);
        return 'done';
      }),
    );

async function diff({ api, isJson, json, line }: Remote, path: string, environment: string) {
  let [changed, cursor]: [number, string | null] = [0, ''];
  // One instant for all pages: what only time changes is no difference.
  const at = new Date().toISOString();
  while (cursor !== null) {
    const query = new URLSearchParams({ at, environment, limit: '200', ...(cursor && { cursor }) });
    const page: Page<ChangedAnswer> = await api.get(`${path}/diff?${query.toString()}`);
    for (const item of page.items) {
      if (isJson) json(item);
      else line(changeLine(item));
    }
    changed += page.items.length;
    cursor = page.nextCursor;
  }
  if (!isJson) line(`${changed} answers would change.`);
  return changed === 0 ? ('done' as const) : ('found' as const);
}

const changeLine = ({ customerUserId, profileId, before, after }: ChangedAnswer): string => {
  const whom =
    customerUserId === null ? `profile ${profileId ?? ''}` : `customer ${customerUserId}`;
  const said = (answer: ChangedAnswer['before']): string =>
    answer === null ? 'unknown' : `${answer.state}, ${answer.revenue.usd} USD`;
  return printable(`${whom}: ${said(before)} -> ${said(after)}`);
};
