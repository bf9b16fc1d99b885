import type { Command } from 'commander';
import { readVerifierKey, verifyProofDocument } from '@subledger/proofs';
import { givenCheckpoint } from '../log/given-checkpoint.js';
import { type LocalOptions, localVerb, runLocal, several } from '../log/local-verb.js';
import { givenFile } from '../terminal/given-file.js';
import { printable } from '../terminal/printable.js';

interface Options extends LocalOptions {
  readonly verifierKey: readonly string[];
  readonly checkpoint?: string;
}

/** `subledger verify-proof` */
export const verifyProof = (): Command =>
  localVerb('verify-proof')
    .argument(
      '<file>',
      'a proof as returned by GET /v1/ledger/proof/inclusion or …/consistency; - for standard input',
    )
    .requiredOption(
      '--verifier-key <key>',
      'the key whose signature counts; get it from a source other than the proof. May be given several times',
      several,
    )
    .option('--checkpoint <file>', 'a checkpoint that was kept: the proof must be about it')
    .summary('check a proof, without a ledger')
    .description(
      'Checks a proof with nothing but the proof and a key, and says what it shows. Exits 2 if it shows nothing, 5 if the given checkpoint is not one.',
    )
    .addHelpText('after', '\nExample:\n  $ subledger verify-proof proof.json --verifier-key "$KEY"')
    .action((file: string, options: Options) =>
      runLocal(options, ({ tell }) => {
        const { verifierKey, checkpoint } = options;
        const verdict = verifyProofDocument(givenFile(file).toString(), {
          keys: verifierKey.map(readVerifierKey),
          kept: checkpoint === undefined ? null : givenCheckpoint(checkpoint),
        });
        const { holds, sentence } = verdict;
        tell([printable(holds ? sentence : `This proves nothing: ${sentence}.`)], verdict);
        return Promise.resolve(holds ? 'done' : 'found');
      }),
    );
