import { readCheckpoint } from '@subledger/proofs';
import type { Command } from 'commander';
import { type RemoteOptions, remoteVerb, runRemote } from '../remote/remote-verb.js';
import { Failure } from '../terminal/failure.js';

interface Options extends RemoteOptions {
  readonly sign?: boolean;
}

/** `subledger checkpoint` */
export const checkpoint = (): Command =>
  remoteVerb('checkpoint')
    .option('--sign', 'sign one over everything that is recorded now (requires an admin key)')
    .summary('show the newest signed checkpoint over the log')
    .description(
      'Prints the newest signed checkpoint over the log, byte for byte: kept elsewhere, it shows forever whether the ' +
        'log was changed.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ subledger checkpoint --sign > "checkpoint-$(date +%F).txt"',
    )
    .action((options: Options) =>
      runRemote(options, async ({ api, isJson, json }) => {
        const note = await api.text(
          '/v1/ledger/checkpoint',
          options.sign === true ? 'POST' : 'GET',
        );
        if (readCheckpoint(note) === null)
          throw new Failure(
            'unreachable',
            'The answer is not a checkpoint, so the server is not a ledger.',
          );
        if (isJson) json({ checkpoint: note });
        else process.stdout.write(note);
        return 'done';
      }),
    );
