import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { LedgerError } from '@subledger/domain';
import {
  type LogReport,
  type VerifierKey,
  verifyLog as verify,
  type VerifyLogOptions,
} from '@subledger/proofs';
import { countingKeys } from '../log/counting-keys.js';
import { givenCheckpoint } from '../log/given-checkpoint.js';
import { LocalLog, type LogOptions } from '../log/local-log.js';
import { type Local, type LocalOptions, logVerb, runLocal, several } from '../log/local-verb.js';
import { sentenceOf, verdictOn } from '../log/log-verdict.js';
import { counted } from '../terminal/counted.js';
import { printable } from '../terminal/printable.js';

interface Options extends LocalOptions, LogOptions {
  readonly checkpoint?: readonly string[];
}

/** `subledger verify-log` */
export const verifyLog = (): Command =>
  logVerb('verify-log')
    .option(
      '--checkpoint <file>',
      'a checkpoint that was kept elsewhere, - for standard input; may be given several times',
      several,
    )
    .option(
      '--verifier-key <key>',
      "whose signatures count; may be given several times (default: the ledger's own, else checkpoint.key beside the log)",
      several,
    )
    .summary('read every byte of the log and say which event was changed')
    .description(
      'Reads every byte of the log and compares it with the tree of hashes, with every signed checkpoint in it, ' +
        'and with the checkpoints you pass. Names each event that was changed, removed, moved or inserted, and ' +
        'says how many events no checkpoint covers: nothing shows whether they were changed. Exits 0 if every ' +
        'checkpoint matches, even if events were recorded since; 2 if something is wrong, or if no checkpoint ' +
        'was there to compare with. A running ledger is not disturbed. No file is created beside a log that --log ' +
        'names, or that cannot be written to.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ subledger verify-log\n  $ subledger verify-log --log backup/log.sqlite --checkpoint yesterday.txt --verifier-key "$KEY"',
    )
    .action((options: Options) => runLocal(options, (local) => run(local, options)));

async function run(local: Local, options: Options) {
  const { signal } = local;
  const checkpoints = (options.checkpoint ?? []).map(givenCheckpoint);
  const log = new LocalLog(options);
  const store = await log.open('read');
  // Any reading then ends, even if it yields no event for long.
  const stop = (): void => void store.close();
  signal.addEventListener('abort', stop);
  let bar: ReturnType<Local['progress']> | null = null;
  let tree: OpenedTree = { tree: null };
  try {
    const { keys, besideLog } = countingKeys(log, options);
    const faults = log.faults();
    tree = openTree(log);
    bar = local.progress('events', await store.countAfter(null));
    const onEvent = (): void => bar?.advance();
    const report = await verify({ store, ...tree, keys, checkpoints, onEvent, signal });
    bar.end();
    log.assertStill();
    const verdict = verdictOn(report, faults);
    const lines = [
      ...linesOf(report, faults),
      ...(report.unknownSigners.length === 0 ? [] : [otherSigner(report, keys, options)]),
      ...(isMissing(tree) ? [`There is no tree of hashes at ${log.treeFile}`] : []),
      ...(besideLog === null
        ? []
        : [
            `Signatures were checked with ${besideLog} beside the log: whoever changed the log could have changed that`,
          ]),
      sentenceOf(verdict, report, faults),
    ];
    local.tell(lines, { verdict, ...report, fileFaults: faults });
    return verdict === 'unchanged' || verdict === 'partly-covered' ? 'done' : 'found';
  } finally {
    signal.removeEventListener('abort', stop);
    bar?.end();
    tree.tree?.close();
    await store.close();
  }
}

type OpenedTree = Pick<VerifyLogOptions, 'tree' | 'treeFault'>;

const isMissing = ({ tree, treeFault }: OpenedTree): boolean =>
  tree === null && treeFault === undefined;

/** Without a tree, checkpoints that were kept elsewhere can still be compared. A tree that cannot be used is also a discrepancy. */
function openTree(log: LocalLog): OpenedTree {
  if (!existsSync(log.treeFile)) return { tree: null };
  try {
    return { tree: log.openTree() };
  } catch (error) {
    if (error instanceof LedgerError) return { tree: null, treeFault: error.message };
    throw error;
  }
}

function linesOf(report: LogReport, faults: readonly string[]): readonly string[] {
  const { findings, findingCount, events, checkpoints, notInTree, rootHash } = report;
  const unlisted = findingCount - findings.length;
  return [
    ...findings.map(({ sentence }) => printable(sentence)),
    ...faults.map((fault) => printable(`The file of the log: ${fault}`)),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
    `${counted(Number(events), 'event')} read, root ${rootHash}; ${counted(checkpoints, 'checkpoint')} ${checkpoints === 1 ? 'matches' : 'match'}`,
    ...(notInTree === '0'
      ? []
      : [`${notInTree} of them ${notInTree === '1' ? 'is' : 'are'} not in the tree of hashes yet`]),
  ];
}

/** After a move, the old ledger's signatures are unknown ones. If keys are given, only those count, so its own must be given too. */
function otherSigner(
  { unknownSigners }: LogReport,
  keys: readonly VerifierKey[],
  { verifierKey }: Options,
): string {
  const own =
    verifierKey === undefined
      ? `, beside this one's own: ${keys.map(({ text }) => text).join(' ')}`
      : '';
  return printable(
    `${unknownSigners.join(' and ')} signed as well: if that is a ledger that this log came from, use --verifier-key for that ledger too${own}`,
  );
}
