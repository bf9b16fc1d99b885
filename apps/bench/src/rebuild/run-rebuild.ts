import { madeLog } from '../log/log-cache.js';
import type { BareRead, BareReadTask } from '../log/read-bare.js';
import { runInChild } from '../measure/child.js';
import { inTurn } from '../measure/in-turn.js';
import { describeMachine } from '../measure/machine.js';
import type { Narrator } from '../report/narrator.js';
import { measureLedger, type LedgerRebuilds } from './measure-ledger.js';
import { type RebuildReport, type RebuildRun, summarize } from './rebuild-report.js';

export interface RebuildOptions {
  readonly events: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
}

const READ_BARE = new URL('../log/read-bare.js', import.meta.url);

/** Measures every size `runs` times. */
export async function runRebuild(options: RebuildOptions): Promise<RebuildReport> {
  const machine = describeMachine();
  const runs: RebuildRun[] = [];
  for (const events of options.events) {
    const log = await makeLog(options, events);
    for (let run = 0; run < options.runs; run += 1)
      runs.push(await measureOnce(options, { log, events, run }));
  }
  return { benchmark: 'rebuild', machine, seed: options.seed, summary: summarize(runs), runs };
}

async function makeLog(
  { seed, signal, narrator }: RebuildOptions,
  events: number,
): Promise<string> {
  const bar = narrator.progress(`A log of ${events} events`, events);
  try {
    return await madeLog({ seed, events, signal, onProgress: bar.update });
  } finally {
    bar.end();
  }
}

interface Turn {
  readonly log: string;
  readonly events: number;
  readonly run: number;
}

/** The three take turns going first, so that none always has the warmer page cache. */
async function measureOnce(
  options: RebuildOptions,
  { log, events, run }: Turn,
): Promise<RebuildRun> {
  const read = (what: BareReadTask['what']) => (): Promise<BareRead> => {
    options.narrator.line(`${events} events, run ${run + 1}: bare ${what}`);
    return runInChild<BareRead>(READ_BARE, { file: log, what } satisfies BareReadTask, options);
  };
  const rebuild = (): Promise<LedgerRebuilds> => rebuildOnce(options, { log, events, run });
  const measured = await inTurn({ scan: read('scan'), parse: read('parse'), ledger: rebuild }, run);
  const { scan, parse, ledger } = measured;
  if (scan.events !== events)
    throw new Error(`The log has ${scan.events} events and not ${events}.`);
  return {
    events,
    bytes: scan.bytes,
    ...ledger,
    scan: { seconds: scan.seconds },
    parse: { seconds: parse.seconds },
  };
}

async function rebuildOnce({ signal, narrator }: RebuildOptions, { log, events, run }: Turn) {
  const bar = narrator.progress(`${events} events, run ${run + 1}: rebuild`, events);
  try {
    return await measureLedger(log, {
      signal,
      onProgress: (_what, left) => {
        bar.update(events - left);
      },
    });
  } finally {
    bar.end();
  }
}
