import type { ChangedAnswer } from '@subledger/queries';
import type { RebuildProgress } from '@subledger/projections/operations';
import type { Command } from 'commander';
import { environmentsOf, environmentsOption, type OfEnvironments } from '../remote/environments.js';
import { pages } from '../remote/pages.js';
import { rebuildPath, runningRebuild } from '../remote/rebuilds.js';
import { type Remote, type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';

interface Options extends RemoteOptions, OfEnvironments {
  readonly diff?: boolean;
}

/** `subledger promote` */
export const promote = (): Command =>
  remoteVerb('promote')
    .argument('<name>', 'lifecycle, timeline or quarantine')
    .option('--diff', 'change nothing; list whose answers would change (lifecycle), exit 2 if any')
    .addOption(environmentsOption())
    .summary('let a held rebuild take over')
    .description(
      'Lets the rebuild of a projection take over, in one transaction: every answer up to that moment comes from the ' +
        'old read model, and every later one from the new.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger promote lifecycle --diff\n  $ subledger promote lifecycle',
    )
    .action((name: string, options: Options) =>
      runRemote(options, async (remote) => {
        const path = rebuildPath(await runningRebuild(remote.api, name));
        if (options.diff === true) return diff(remote, path, environmentsOf(options));
        if (options.environment !== undefined)
          throw new Failure(
            'unexpected',
            'A rebuild takes over as a whole: --environment only goes with --diff.',
          );
        const done = await remote.api.post<RebuildProgress>(`${path}/promote`);
        if (remote.isJson) remote.json(done);
        else remote.line(`The rebuild of ${name} is live now.`);
        return 'done';
      }),
    );

async function diff(remote: Remote, path: string, environments: readonly string[]) {
  const { isJson, json, line } = remote;
  let count = 0;
  for await (const item of changedAnswers(remote, path, environments)) {
    if (isJson) json(item);
    else line(changeLine(item));
    count += 1;
  }
  if (!isJson) line(`${counted(count, 'answer')} would change.`);
  return count === 0 ? ('done' as const) : ('found' as const);
}

async function* changedAnswers(
  { api }: Remote,
  path: string,
  environments: readonly string[],
): AsyncGenerator<ChangedAnswer & { readonly environment: string }> {
  // The same instant for all pages: a change through time alone is not a difference.
  const at = new Date().toISOString();
  for (const environment of environments)
    for await (const item of pages<ChangedAnswer>(api, `${path}/diff`, { at, environment }))
      yield { environment, ...item };
}

const changeLine = ({
  environment,
  customerUserId,
  profileId,
  before,
  after,
}: ChangedAnswer & { readonly environment: string }): string => {
  const whom =
    customerUserId === null ? `profile ${profileId ?? ''}` : `customer ${customerUserId}`;
  const said = (answer: ChangedAnswer['before']): string =>
    answer === null ? 'unknown' : `${answer.state}, ${answer.revenue.usd} USD`;
  return printable(`${environment}, ${whom}: ${said(before)} -> ${said(after)}`);
};
