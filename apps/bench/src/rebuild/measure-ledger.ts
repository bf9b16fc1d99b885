import { startOrAttach, watchRebuild } from '../../../cli/src/remote/rebuilds.js';
import { withTemporaryFolder } from '../../../cli/src/demo/temporary-folder.js';
import { runInChild } from '../measure/child.js';
import { forgetPeak, usageOf } from '../measure/process-usage.js';
import { untilCaughtUp } from '../servers/caught-up.js';
import { dataOf, lendLog, type RunningLedger, startLedger } from '../servers/ledger.js';
import type { CopiedRows, CopyTask } from './copy-rows.js';

/** One rebuild by the ledger. */
export interface Rebuilt {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface LedgerRebuilds {
  /** Every read model from nothing, from the start of the process until all have caught up. */
  readonly cold: Rebuilt;
  /** `lifecycle` beside the live one, from the request until it has taken over. */
  readonly warm: Rebuilt;
  /** Copying the rows of both. */
  readonly copied: CopiedRows;
}

export interface RebuildWatch {
  readonly signal: AbortSignal;
  /** Called with the current step and the number of events left. */
  readonly onProgress: (what: string, left: number) => void;
}

const COPY_ROWS = new URL('./copy-rows.js', import.meta.url);

/** Both rebuilds of one log by one process, which starts without any read model; then a copy of the result. */
export const measureLedger = (log: string, watch: RebuildWatch): Promise<LedgerRebuilds> =>
  withTemporaryFolder('subledger-bench-', async (folder) => {
    lendLog(folder, log);
    const startedAt = performance.now();
    const { signal } = watch;
    const ledger = await startLedger({ folder, signal, isCold: true });
    const rebuilds = await measureBoth(ledger, startedAt, watch).finally(() =>
      ledger.process.stop(),
    );
    const task: CopyTask = { folder: dataOf(folder) };
    return { ...rebuilds, copied: await runInChild<CopiedRows>(COPY_ROWS, task, { signal }) };
  });

async function measureBoth(ledger: RunningLedger, startedAt: number, watch: RebuildWatch) {
  const cold = await measureCold(ledger, startedAt, watch);
  return { cold, warm: await measureWarm(ledger, watch) };
}

async function measureCold(
  ledger: RunningLedger,
  startedAt: number,
  { signal, onProgress }: RebuildWatch,
): Promise<Rebuilt> {
  await untilCaughtUp(ledger, {
    signal,
    onLag: (left) => {
      onProgress('cold', left);
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const { cpuSeconds, peakBytes } = usageOf(ledger.process.pid);
  return { seconds, cpuSeconds, peakBytes };
}

async function measureWarm(
  { api, process }: RunningLedger,
  { signal, onProgress }: RebuildWatch,
): Promise<Rebuilt> {
  forgetPeak(process.pid);
  const before = usageOf(process.pid);
  const { rebuild } = await startOrAttach(api, 'lifecycle', false);
  const done = await watchRebuild(api, rebuild, {
    signal,
    onProgress: ({ remaining }) => {
      onProgress('warm', remaining ?? 0);
    },
  });
  const after = usageOf(process.pid);
  return {
    // By the ledger's own clock: this process only polls a few times a second.
    seconds: (Date.parse(done.promotedAt ?? '') - Date.parse(done.startedAt)) / 1000,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    peakBytes: after.peakBytes,
  };
}
