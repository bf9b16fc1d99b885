import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { LedgerError } from '@subledger/domain';
import { checkLogFile } from '@subledger/event-store';
import { type LogReport, readCheckpoint, TreeFile, verifyLog as verify } from '@subledger/proofs';
import { LocalLog, type LogOptions } from '../log/local-log.js';
import { type Local, type LocalOptions, logVerb, runLocal, several } from '../log/local-verb.js';
import { counted } from '../terminal/counted.js';
import { Failure } from '../terminal/failure.js';
import { givenFile } from '../terminal/given-file.js';
import { printable } from '../terminal/printable.js';

interface Options extends LocalOptions, LogOptions {
  readonly checkpoint?: readonly string[];
}

/** `subledger verify-log` */
export const verifyLog = (): Command =>
  logVerb('verify-log')
    .option(
      '--checkpoint <file>',
      'a checkpoint that was kept elsewhere; may be given several times',
      several,
    )
    .option(
      '--verifier-key <key>',
      "whose signatures count; may be given several times (default: the ledger's own)",
      several,
    )
    .summary('read every byte of the log and say which event was changed')
    .description(
      'Reads every byte of the log and compares it with the tree of hashes, with every signed checkpoint in it, ' +
        'and with those that are given. Names each event that was changed, taken out, moved or put in between. ' +
        'Exits 2 where something is wrong. A running ledger is not disturbed, and nothing is changed.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger verify-log\n  $ subledger verify-log --log backup/log.sqlite --checkpoint yesterday.txt --verifier-key "$KEY"',
    )
    .action((options: Options) => runLocal(options, (local) => run(local, options)));

async function run(local: Local, options: Options) {
  const log = new LocalLog(options);
  const keys = log.keys();
  if (keys.length === 0)
    throw new Failure('unexpected', 'Whose signatures count is not known: give --verifier-key.');
  const checkpoints = (options.checkpoint ?? []).map(checkpointIn);
  const ofFile = log.file === null ? [] : faultsOf(log.file);
  const store = await log.open('read');
  const tree = openTree(log.treeFile, checkpoints.length > 0);
  const bar = local.progress('events', await store.countAfter(null));
  try {
    const { signal } = local;
    const onEvent = (): void => {
      bar.advance();
    };
    const report = await verify({ store, tree, keys, checkpoints, onEvent, signal });
    bar.end();
    const whole = { ...report, fileFaults: ofFile };
    local.tell(linesOf(report, ofFile), whole);
    return report.findingCount + ofFile.length === 0 ? 'done' : 'found';
  } finally {
    bar.end();
    tree.close();
    await store.close();
  }
}

/** @throws Failure `refused` for a file that holds none: what it was to be compared with would stay unsaid. */
function checkpointIn(file: string): string {
  const text = givenFile(file).toString();
  if (readCheckpoint(text) === null)
    throw new Failure(
      'refused',
      `${file} is no checkpoint: it must be kept byte for byte as the ledger answered it`,
    );
  return text;
}

/** Without a tree there is still what was signed and kept elsewhere. */
const openTree = (file: string, isCheckpointGiven: boolean): TreeFile =>
  !existsSync(file) && isCheckpointGiven
    ? TreeFile.open(':memory:', 'write')
    : TreeFile.open(file, 'read');

/** A file that is too damaged to be checked is a finding, too; one that is not there is none. */
function faultsOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  try {
    return checkLogFile(file);
  } catch (error) {
    if (error instanceof LedgerError) return [error.message];
    throw error;
  }
}

function linesOf(report: LogReport, ofFile: readonly string[]): readonly string[] {
  const { findings, findingCount, events, checkpoints, notInTree, rootHash } = report;
  const unlisted = findingCount - findings.length;
  const wrong = findingCount + ofFile.length;
  return [
    ...findings.map(({ sentence }) => printable(sentence)),
    ...ofFile.map((fault) => printable(`The file of the log: ${fault}`)),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
    `${events} events read, root ${rootHash}; ${checkpoints} checkpoints fit`,
    ...(notInTree === '0' ? [] : [`${notInTree} of them are not in the tree of hashes yet`]),
    wrong === 0
      ? 'Nothing was changed.'
      : `${counted(wrong, 'thing')} ${wrong === 1 ? 'is' : 'are'} wrong.`,
  ];
}
