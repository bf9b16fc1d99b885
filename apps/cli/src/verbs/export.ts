import { existsSync, rmSync } from 'node:fs';
import type { Command } from 'commander';
import { exportBundle } from '@subledger/proofs';
import { LocalLog, type LogOptions } from '../log/local-log.js';
import { type Local, type LocalOptions, logVerb, runLocal } from '../log/local-verb.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { STANDARD_STREAM } from '../terminal/given-file.js';

interface Options extends LocalOptions, LogOptions {
  readonly checkpoints: boolean;
}

/** `subledger export` */
export const exportLog = (): Command =>
  logVerb('export')
    .argument(
      '<file>',
      'the bundle to write; no file of this name may exist yet. - for standard output',
    )
    .option('--no-checkpoints', 'leave out the checkpoints, for a log that does not match them')
    .summary('write the whole log into one file')
    .description(
      'Writes every event with its exact bytes, and the signed checkpoints, into one compressed file, as ' +
        'described in docs/reference/bundle.md. A running ledger is not disturbed. The file only gets its name ' +
        'once it is complete; for a pipe, check the exit code. Refuses a log that does not match its checkpoints: exits 2.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger export ledger.ndjson.gz\n  $ subledger export - | ssh archive "cat > ledger.ndjson.gz"',
    )
    .action((file: string, options: Options) =>
      runLocal(options, (local) => run(local, file, options)),
    );

async function run({ signal, tell, progress }: Local, name: string, options: Options) {
  const isPiped = name === STANDARD_STREAM;
  if (isPiped && process.stdout.isTTY)
    throw new Failure(
      'refused',
      'a bundle is not text for a terminal: write it to a file or a pipe',
    );
  const [file, place] = isPiped ? [process.stdout, 'standard output'] : [name, name];
  const log = new LocalLog(options);
  const checkpoints = options.checkpoints ? checkpointsOf(log) : [];
  const store = await log.open('read');
  const bar = progress('events', await store.countAfter(null));
  try {
    const onEvent = (): void => {
      bar.advance();
    };
    const done = await exportBundle({ store, file, checkpoints, onEvent, signal });
    bar.end();
    assertWhole(log, isPiped ? null : name);
    tell(
      [
        `${counted(Number(done.events), 'event')} and ${counted(done.checkpoints, 'checkpoint')} written to ${place}`,
        `root ${done.rootHash}`,
      ],
      { file: place, ...done },
      isPiped ? process.stderr : process.stdout,
    );
    return 'done' as const;
  } finally {
    bar.end();
    await store.close();
  }
}

function checkpointsOf(log: LocalLog): readonly string[] {
  if (!existsSync(log.treeFile)) return [];
  const tree = log.openTree();
  try {
    return tree.checkpoints();
  } finally {
    tree.close();
  }
}

/** Pages that were torn while they were read must not be passed on as a log. */
function assertWhole(log: LocalLog, file: string | null): void {
  try {
    log.assertStill();
  } catch (error) {
    if (file !== null) rmSync(file);
    throw error;
  }
}
