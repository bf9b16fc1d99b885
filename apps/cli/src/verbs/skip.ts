import type { BuildStatus } from '@subledger/projections';
import type { Command } from 'commander';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';

/** `subledger skip` */
export const skip = (): Command =>
  remoteVerb('skip')
    .argument('<name>', 'lifecycle, timeline or quarantine')
    .argument('<eventId>', 'the event that the projection stands still at')
    .summary('let a projection that stands still skip its event')
    .description(
      'Lets a projection that stands still skip one event, as if it had never come: answers may be wrong until ' +
        'the next rebuild, which tries the event again. subledger projections lists skipped events.',
    )
    .action((name: string, eventId: string, options: RemoteOptions) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const path = `/v1/projections/${encodeURIComponent(name)}/skip`;
        const { items } = await api.post<{ items: readonly BuildStatus[] }>(path, { eventId }, [
          'items',
        ]);
        if (isJson) json(items);
        else line(`${name} skips ${eventId}; this stays on record until it is rebuilt.`);
        return 'done';
      }),
    );
