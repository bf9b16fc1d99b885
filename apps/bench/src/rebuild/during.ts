import { setTimeout as wait } from 'node:timers/promises';
import { withTemporaryFolder } from '../../../cli/src/demo/temporary-folder.js';
import { rebuildPath, startOrAttach } from '../../../cli/src/remote/rebuilds.js';
import { Refused } from '../../../cli/src/remote/ledger-api.js';
import type { RebuildProgress } from '@subledger/projections/operations';
import { warmUpOf } from '../ingest/run-ingest.js';
import { LAPS_OF_A_LOAD, type LoadResult, type LoadTask } from '../load/load-task.js';
import { runLoad } from '../load/run-load.js';
import { madeLog } from '../log/log-cache.js';
import { inTurn } from '../measure/in-turn.js';
import { describeMachine } from '../measure/machine.js';
import type { Narrator } from '../report/narrator.js';
import { untilCaughtUp } from '../servers/caught-up.js';
import { copyLog, type RunningLedger, startLedger } from '../servers/ledger.js';
import { type DuringReport, type DuringRun, summarizeDuring } from './during-report.js';

export interface DuringOptions {
  readonly events: number;
  readonly seconds: number;
  readonly runs: number;
  readonly seed: number;
  /** Webhooks, and as many queries, due per second. */
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
}

const CONNECTIONS = 16;
const POLL_MS = 200;

/** The same load without and with a rebuild, in turn. */
export const runDuring = (options: DuringOptions): Promise<DuringReport> =>
  withTemporaryFolder('subledger-bench-', async (folder) => {
    const { events, seconds, runs: count, seed, rate, signal, narrator } = options;
    const machine = describeMachine();
    narrator.line(`A log of ${events} events`);
    copyLog(folder, await madeLog({ seed, events, signal }));
    const ledger = await startLedger({ folder, signal, isCold: true });
    try {
      narrator.line('The read models of it');
      await untilCaughtUp(ledger, { signal });
      const runs: DuringRun[] = [];
      for (let run = 0; run < count; run += 1) runs.push(await measureRun(options, ledger, run));
      const summary = summarizeDuring(runs);
      return { benchmark: 'during', machine, events, seconds, seed, rate, summary, runs };
    } finally {
      await ledger.process.stop();
    }
  });

function measureRun(
  options: DuringOptions,
  ledger: RunningLedger,
  run: number,
): Promise<DuringRun> {
  const { seconds, seed, rate, events, signal, narrator } = options;
  const { url, secret, apiKey } = ledger;
  // Each load has its own webhooks: sent again they would be duplicates.
  const task = (place: number): LoadTask => ({
    url,
    apiKey,
    seconds,
    warmUpSeconds: warmUpOf(seconds),
    seed,
    webhooks: {
      secret,
      connections: CONNECTIONS,
      perSecond: rate,
      firstLap: (2 * run + place) * LAPS_OF_A_LOAD,
    },
    questions: { connections: CONNECTIONS, perSecond: rate, events },
  });
  return inTurn(
    {
      quiet: () => {
        narrator.line(`Run ${run + 1}: load alone`);
        return runLoad(task(1), signal);
      },
      rebuilding: () => {
        narrator.line(`Run ${run + 1}: load during a rebuild`);
        return loadDuringRebuilds(ledger, task(2), signal);
      },
    },
    run,
  );
}

/** Rebuilds one after the other for as long as the load lasts; the last one is discarded. */
async function loadDuringRebuilds(ledger: RunningLedger, task: LoadTask, signal: AbortSignal) {
  const ending = new AbortController();
  const rebuilding = keepRebuilding(ledger, AbortSignal.any([signal, ending.signal]));
  // `rebuilding` itself reports it, once the load is over.
  rebuilding.catch(() => undefined);
  let load: LoadResult;
  try {
    load = await runLoad(task, signal);
  } finally {
    ending.abort();
  }
  const rebuiltEvents = await rebuilding;
  await untilCaughtUp(ledger, { signal });
  return { ...load, rebuiltEvents };
}

/** @returns how many events were projected again. */
async function keepRebuilding({ api }: RunningLedger, signal: AbortSignal): Promise<number> {
  let done = 0;
  while (!signal.aborted) {
    const { rebuild } = await startOrAttach(api, 'lifecycle', false);
    const { applied, role } = await watch(api, rebuild, signal);
    done += applied;
    if (role === 'rebuild') await discardUnlessDone(api, rebuild);
  }
  return done;
}

/** It may have taken over in the meantime: then there is nothing to discard. */
async function discardUnlessDone(
  api: RunningLedger['api'],
  rebuild: Pick<RebuildProgress, 'projection' | 'build'>,
): Promise<void> {
  try {
    await api.delete(rebuildPath(rebuild));
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'not-found') throw error;
  }
}

/** The state of a rebuild once it has taken over, or once it is no longer needed. */
async function watch(
  api: RunningLedger['api'],
  rebuild: Pick<RebuildProgress, 'projection' | 'build'>,
  signal: AbortSignal,
): Promise<RebuildProgress> {
  for (;;) {
    const now = await api.get<RebuildProgress>(rebuildPath(rebuild));
    if (now.role === 'live' || signal.aborted) return now;
    await wait(POLL_MS);
  }
}
