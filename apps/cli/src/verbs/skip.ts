import type { BuildStatus } from '@subledger/projections';
import type { Command } from 'commander';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';

/** `subledger skip` */
export const skip = (): Command =>
  remoteVerb('skip')
    .argument('<name>', 'lifecycle, timeline or quarantine')
    .argument('<eventId>', 'the event that it stands still at')
    .summary('let a projection that stands still pass over its event')
    .description(
      'Lets a projection that stands still pass over one event, which is as if it had not come: its answers may ' +
        'be wrong until the next rebuild, which tries the event again. It is on record in subledger projections.',
    )
    .action((name: string, eventId: string, options: RemoteOptions) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const path = `/v1/projections/${encodeURIComponent(name)}/skip`;
        const { items } = await api.post<{ items: readonly BuildStatus[] }>(path, { eventId }, [
          'items',
        ]);
        if (isJson) json(items);
        else line(`${name} passes over ${eventId}, on record until it is rebuilt.`);
        return 'done';
      }),
    );
