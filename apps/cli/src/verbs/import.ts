import type { Command } from 'commander';
import { importBundle, type ImportStep, readVerifierKey, TreeFile } from '@subledger/proofs';
import { LocalLog, type LogOptions } from '../log/local-log.js';
import { type Local, type LocalOptions, logVerb, runLocal, several } from '../log/local-verb.js';
import { linesAbout, missingFiles } from '../log/move.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { STANDARD_STREAM } from '../terminal/given-file.js';

interface Options extends LocalOptions, LogOptions {
  readonly verifierKey?: readonly string[];
}

const STEPS: Readonly<Record<ImportStep, string>> = {
  check: 'checked',
  append: 'appended',
  prove: 'read back',
};

/** `subledger import` */
export const importLog = (): Command =>
  logVerb('import')
    .argument('<file>', 'a bundle that subledger export wrote')
    .option(
      '--verifier-key <key>',
      'refuse checkpoints that none of these signed; may be given several times (default: signatures are not checked)',
      several,
    )
    .summary('import an exported log into an empty ledger')
    .description(
      'Checks the whole bundle, appends its events to an empty log of either store, reads them back and compares ' +
        'the roots. If interrupted, run it again: it continues where it stopped. Refuses, and changes nothing, ' +
        'if the bundle is inconsistent or the log holds anything else. Stop the ledger first. Says what else ' +
        'to bring along from the old ledger, as docs/guides/operate.md explains.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger import ledger.ndjson.gz\n  $ subledger import ledger.ndjson.gz --log esdb://localhost:2113?tls=false',
    )
    .action((file: string, options: Options) =>
      runLocal(options, (local) => run(local, file, options)),
    );

async function run({ signal, tell, progress }: Local, file: string, options: Options) {
  if (file === STANDARD_STREAM)
    throw new Failure('refused', 'import reads a bundle several times: write it into a file first');
  const log = new LocalLog(options);
  const keys = (options.verifierKey ?? []).map(readVerifierKey);
  let bar = progress('', null);
  try {
    const done = await importBundle({
      openStore: () => log.open('write'),
      openTree: () => TreeFile.open(log.treeFile, 'write'),
      file,
      keys,
      signal,
      onStep: (step, events) => {
        bar.end();
        bar = progress(STEPS[step], events === null ? null : Number(events));
      },
      onEvent: () => {
        bar.advance();
      },
    });
    bar.end();
    const toBring = missingFiles(log.configuration, done.checkpoints);
    tell(
      [
        `${counted(Number(done.events), 'event')} in the log, ${done.known} of which were already there; ${counted(done.checkpoints, 'checkpoint')} kept`,
        `root ${done.rootHash}`,
        ...linesAbout(toBring),
      ],
      { ...done, toBring },
    );
    return 'done' as const;
  } finally {
    bar.end();
  }
}
