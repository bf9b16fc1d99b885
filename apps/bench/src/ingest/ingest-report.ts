import type { FlowResult } from '../load/tally.js';
import type { Machine } from '../measure/machine.js';
import { type Spread, spreadOf } from '../measure/spread.js';
import type { Contender } from '../servers/contenders.js';

/** One contender in one run. */
export interface IngestRun {
  readonly contender: Contender;
  readonly load: FlowResult;
  /** Processor time of all its processes, until everything acknowledged had been applied. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** From the last 200 until the read models had caught up; null if there are none. */
  readonly lagSeconds: number | null;
  readonly clientCores: number;
}

export interface IngestSummary {
  readonly contender: Contender;
  readonly requestsPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  readonly cpuMicrosARequest: Spread;
  readonly peakMegabytes: Spread;
  readonly lagSeconds: Spread | null;
  readonly clientCores: Spread;
  /** Over all runs: the number of answers other than 200, by status. */
  readonly refused: Readonly<Record<string, number>>;
  readonly firstRefusal: string | null;
}

export interface IngestReport {
  readonly benchmark: 'ingest';
  readonly machine: Machine;
  readonly seconds: number;
  readonly connections: number;
  readonly seed: number;
  readonly summary: readonly IngestSummary[];
  readonly ratios: readonly IngestRatio[];
  readonly runs: readonly (readonly IngestRun[])[];
}

/** Requests per second of one contender relative to another in the same run. */
export interface IngestRatio {
  readonly of: Contender;
  readonly to: Contender;
  readonly ratio: Spread;
}

export function summarizeContender(contender: Contender, all: readonly IngestRun[]): IngestSummary {
  const runs = all.filter((run) => run.contender === contender);
  const spread = (of: (run: IngestRun) => number): Spread => spreadOf(runs.map(of));
  const lags = runs.flatMap(({ lagSeconds }) => lagSeconds ?? []);
  return {
    contender,
    requestsPerSecond: spread(({ load }) => load.requestsPerSecond),
    p50Ms: spread(({ load }) => load.latencyMs.p50),
    p99Ms: spread(({ load }) => load.latencyMs.p99),
    cpuMicrosARequest: spread(({ cpuSeconds, load }) => (cpuSeconds * 1e6) / load.answered),
    peakMegabytes: spread(({ peakBytes }) => peakBytes / 1e6),
    lagSeconds: lags.length === 0 ? null : spreadOf(lags),
    clientCores: spread(({ clientCores }) => clientCores),
    refused: addedUp(runs.map(({ load }) => load.refused)),
    firstRefusal: runs.find(({ load }) => load.firstRefusal !== null)?.load.firstRefusal ?? null,
  };
}

export function ratioOf(
  of: Contender,
  to: Contender,
  runs: readonly (readonly IngestRun[])[],
): IngestRatio {
  const rateOf = (run: readonly IngestRun[], name: Contender): number =>
    run.find(({ contender }) => contender === name)?.load.requestsPerSecond ?? 0;
  return { of, to, ratio: spreadOf(runs.map((run) => rateOf(run, of) / rateOf(run, to))) };
}

export function addedUp(
  counts: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap((each) => Object.entries(each)))
    sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
