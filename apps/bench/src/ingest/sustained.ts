import { rest } from '@subledger/event-store';
import { withTemporaryFolder } from '../../../cli/src/demo/temporary-folder.js';
import type { LoadResult } from '../load/load-task.js';
import { runLoad } from '../load/run-load.js';
import { describeMachine, type Machine } from '../measure/machine.js';
import { usageOf } from '../measure/process-usage.js';
import { lagOf, type RunningLedger, startLedger } from '../servers/ledger.js';
import { untilCaughtUp } from '../servers/caught-up.js';
import type { IngestOptions } from './run-ingest.js';
import { warmUpOf } from './run-ingest.js';

/** The state of the ledger at one moment. */
export interface Sample {
  readonly atSeconds: number;
  readonly residentBytes: number;
  /** Recorded events that the slowest read model had not applied. */
  readonly lagEvents: number | null;
}

export interface SustainedReport {
  readonly benchmark: 'sustained';
  readonly machine: Machine;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
  readonly seed: number;
  readonly load: LoadResult;
  readonly cpuSeconds: number;
  readonly lagSeconds: number;
  readonly samples: readonly Sample[];
}

const SAMPLE_EVERY_MS = 1_000;

/** The ledger alone, with webhooks due at a fixed rate, whatever it does. */
export const runSustained = (
  options: Omit<IngestOptions, 'runs'>,
  perSecond: number,
): Promise<SustainedReport> =>
  withTemporaryFolder('subledger-bench-', async (folder) => {
    const { seconds, connections, seed, signal, narrator } = options;
    const machine = describeMachine();
    narrator.line(`${perSecond} webhooks a second for ${seconds} s`);
    const ledger = await startLedger({ folder, signal });
    const sampling = new AbortController();
    try {
      const before = usageOf(ledger.process.pid);
      const samples = sample(ledger, AbortSignal.any([signal, sampling.signal]));
      const load = await runLoad(
        {
          url: ledger.url,
          seconds,
          warmUpSeconds: warmUpOf(seconds),
          seed,
          webhooks: { secret: ledger.secret, connections, perSecond },
          apiKey: ledger.apiKey,
          isFreshnessAsked: true,
        },
        signal,
      );
      sampling.abort();
      await untilCaughtUp(ledger, { signal });
      const lagSeconds = (Date.now() - (load.webhooks?.lastAcceptedAt ?? Date.now())) / 1000;
      return {
        benchmark: 'sustained',
        machine,
        perSecond,
        seconds,
        connections,
        seed,
        load,
        cpuSeconds: usageOf(ledger.process.pid).cpuSeconds - before.cpuSeconds,
        lagSeconds,
        samples: await samples,
      };
    } finally {
      sampling.abort();
      await ledger.process.stop();
    }
  });

async function sample(ledger: RunningLedger, signal: AbortSignal): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  while (!signal.aborted) {
    const atSeconds = (performance.now() - startedAt) / 1000;
    const { residentBytes } = usageOf(ledger.process.pid);
    samples.push({ atSeconds, residentBytes, lagEvents: await lagOf(ledger) });
    await rest(SAMPLE_EVERY_MS, signal);
  }
  return samples;
}
