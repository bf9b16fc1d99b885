import type { LoadResult } from '../load/load-task.js';
import type { FlowResult } from '../load/tally.js';
import type { Machine } from '../measure/machine.js';
import { type Spread, spreadOf } from '../measure/spread.js';

export interface DuringRun {
  readonly quiet: LoadResult;
  readonly rebuilding: LoadResult & { readonly rebuiltEvents: number };
}

const KINDS = ['webhooks', 'questions'] as const;
const TIMES = ['quiet', 'rebuilding'] as const;

export interface DuringFigures {
  readonly kind: (typeof KINDS)[number];
  readonly time: (typeof TIMES)[number];
  readonly answersPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  readonly maxMs: Spread;
  readonly refused: number;
}

export interface DuringSummary {
  readonly figures: readonly DuringFigures[];
  /** p99 during a rebuild relative to p99 without one, in the same run. */
  readonly p99Ratios: readonly { readonly kind: (typeof KINDS)[number]; readonly ratio: Spread }[];
  /** Events that were projected again while the load lasted. */
  readonly rebuiltEvents: Spread;
}

export interface DuringReport {
  readonly benchmark: 'during';
  readonly machine: Machine;
  readonly events: number;
  readonly seconds: number;
  readonly seed: number;
  readonly rate: number;
  readonly summary: DuringSummary;
  readonly runs: readonly DuringRun[];
}

export const summarizeDuring = (runs: readonly DuringRun[]): DuringSummary => ({
  figures: KINDS.flatMap((kind) =>
    TIMES.map((time) => figuresOf(kind, time, flowsOf(runs, kind, time))),
  ),
  p99Ratios: KINDS.map((kind) => ({
    kind,
    ratio: spreadOf(
      runs.map(({ quiet, rebuilding }) => p99Of(rebuilding[kind]) / p99Of(quiet[kind])),
    ),
  })),
  rebuiltEvents: spreadOf(runs.map(({ rebuilding }) => rebuilding.rebuiltEvents)),
});

const flowsOf = (
  runs: readonly DuringRun[],
  kind: DuringFigures['kind'],
  time: DuringFigures['time'],
): readonly FlowResult[] => runs.flatMap((run) => run[time][kind] ?? []);

const p99Of = (flow: FlowResult | null): number => flow?.latencyMs.p99 ?? Number.NaN;

const figuresOf = (
  kind: DuringFigures['kind'],
  time: DuringFigures['time'],
  flows: readonly FlowResult[],
): DuringFigures => ({
  kind,
  time,
  answersPerSecond: spreadOf(flows.map((flow) => flow.requestsPerSecond)),
  p50Ms: spreadOf(flows.map(({ latencyMs }) => latencyMs.p50)),
  p99Ms: spreadOf(flows.map(({ latencyMs }) => latencyMs.p99)),
  maxMs: spreadOf(flows.map(({ latencyMs }) => latencyMs.max)),
  refused: flows
    .flatMap(({ refused }) => Object.values(refused))
    .reduce((sum, count) => sum + count, 0),
});
