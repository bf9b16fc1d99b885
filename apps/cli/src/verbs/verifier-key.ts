import type { Command } from 'commander';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';

/** `subledger verifier-key` */
export const verifierKey = (): Command =>
  remoteVerb('verifier-key')
    .summary('show the public key that checks the signatures of checkpoints')
    .description(
      'Shows the public key that checks the signatures of checkpoints. Hand it over once, and have it kept where ' +
        'nobody who runs the ledger can change it.',
    )
    .action((options: RemoteOptions) =>
      runRemote(options, async ({ api, isJson, json, line }) => {
        const told = await api.get<{ verifierKey: string }>('/v1/ledger/verifier-key', [
          'verifierKey',
        ]);
        if (isJson) json(told);
        else line(told.verifierKey);
        return 'done';
      }),
    );
