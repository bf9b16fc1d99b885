import type { BuildStatus } from '@subledger/projections';
import type { Command } from 'commander';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';

/** `subledger resume` */
export const resume = (): Command =>
  remoteVerb('resume')
    .argument('<name>', 'lifecycle, timeline or quarantine')
    .summary('let a projection that stands still try its event again')
    .description(
      'Lets a projection that stands still at an event try it again: use this once the cause is gone. Restarting the ' +
        'ledger, for instance with fixed code, does the same.',
    )
    .action((name: string, options: RemoteOptions) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const path = `/v1/projections/${encodeURIComponent(name)}/resume`;
        const { items } = await api.post<{ items: readonly BuildStatus[] }>(path, {}, ['items']);
        if (isJson) json(items);
        else line(`${name} tries again. subledger projections shows its progress.`);
        return 'done';
      }),
    );
