import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { exportBundle, TreeFile } from '@subledger/proofs';
import { LocalLog, type LogOptions } from '../log/local-log.js';
import { type Local, type LocalOptions, logVerb, runLocal } from '../log/local-verb.js';

interface Options extends LocalOptions, LogOptions {
  readonly checkpoints: boolean;
}

/** `subledger export` */
export const exportLog = (): Command =>
  logVerb('export')
    .argument('<file>', 'the bundle to write; there must be none of this name yet')
    .option('--no-checkpoints', 'leave out what was signed, for a log that does not fit it')
    .summary('write the whole log into one file')
    .description(
      'Writes every event with its exact bytes, and the signed checkpoints, into one compressed file, as ' +
        'docs/reference/bundle.md describes it. A running ledger is not disturbed. The file gets its name ' +
        'when it is whole. Refuses a log that does not fit what was signed: exits 2.',
    )
    .addHelpText('after', '\nExample:\n  $ subledger export ledger.ndjson.gz')
    .action((file: string, options: Options) =>
      runLocal(options, (local) => run(local, file, options)),
    );

async function run({ signal, tell, progress }: Local, file: string, options: Options) {
  const log = new LocalLog(options);
  const checkpoints = options.checkpoints ? checkpointsIn(log.treeFile) : [];
  const store = await log.open('read');
  const bar = progress('events', await store.countAfter(null));
  try {
    const onEvent = (): void => {
      bar.advance();
    };
    const done = await exportBundle({ store, file, checkpoints, onEvent, signal });
    bar.end();
    tell(
      [
        `${done.events} events and ${done.checkpoints} checkpoints written to ${file}`,
        `root ${done.rootHash}`,
      ],
      { file, ...done },
    );
    return 'done' as const;
  } finally {
    bar.end();
    await store.close();
  }
}

function checkpointsIn(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const tree = TreeFile.open(file, 'read');
  try {
    return tree.checkpoints();
  } finally {
    tree.close();
  }
}
