import type { LoadResult } from '../load/load-task.js';
import type { Machine } from '../measure/machine.js';
import { type Spread, spreadOf } from '../measure/spread.js';
import { addedUp } from '../ingest/ingest-report.js';

export const CASES = ['ledger, idle', 'ledger, while ingesting', 'bare Fastify'] as const;
export type QueryCase = (typeof CASES)[number];

export interface QueryRun {
  readonly name: QueryCase;
  readonly load: LoadResult;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface QuerySummary {
  readonly name: QueryCase;
  readonly requestsPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** CPU of the server; null if webhooks used part of it. */
  readonly cpuMicrosARequest: Spread | null;
  readonly peakMegabytes: Spread;
  /** Webhooks answered per second at the same time; null if none were sent. */
  readonly webhooksPerSecond: Spread | null;
  readonly clientCores: Spread;
  readonly refused: Readonly<Record<string, number>>;
}

export interface QueryReport {
  readonly benchmark: 'query';
  readonly machine: Machine;
  readonly seconds: number;
  readonly connections: number;
  readonly seed: number;
  /** Events in the log that the queries are about. */
  readonly events: number;
  /** Webhooks due per second while ingesting. */
  readonly rate: number;
  readonly answerBytes: number;
  readonly summary: readonly QuerySummary[];
  /** The ledger's queries per second, idle and while ingesting, relative to the bare route in the same run. */
  readonly ratios: readonly { readonly name: QueryCase; readonly ratio: Spread }[];
  readonly runs: readonly (readonly QueryRun[])[];
}

export function summarizeCase(name: QueryCase, all: readonly QueryRun[]): QuerySummary {
  const runs = all.filter((run) => run.name === name);
  const questions = runs.flatMap(({ load }) => load.questions ?? []);
  const webhooks = runs.flatMap(({ load }) => load.webhooks ?? []);
  return {
    name,
    requestsPerSecond: spreadOf(questions.map((one) => one.requestsPerSecond)),
    p50Ms: spreadOf(questions.map(({ latencyMs }) => latencyMs.p50)),
    p99Ms: spreadOf(questions.map(({ latencyMs }) => latencyMs.p99)),
    cpuMicrosARequest: webhooks.length > 0 ? null : spreadOf(runs.map(cpuMicrosARequest)),
    peakMegabytes: spreadOf(runs.map(({ peakBytes }) => peakBytes / 1e6)),
    webhooksPerSecond:
      webhooks.length === 0 ? null : spreadOf(webhooks.map((one) => one.requestsPerSecond)),
    clientCores: spreadOf(runs.map(({ load }) => load.clientCores)),
    refused: addedUp([...questions, ...webhooks].map(({ refused }) => refused)),
  };
}

const cpuMicrosARequest = ({ cpuSeconds, load }: QueryRun): number =>
  (cpuSeconds * 1e6) / (load.questions?.answered ?? Number.NaN);

export function ratioToBare(name: QueryCase, runs: readonly (readonly QueryRun[])[]): Spread {
  const rateOf = (run: readonly QueryRun[], wanted: QueryCase): number =>
    run.find((one) => one.name === wanted)?.load.questions?.requestsPerSecond ?? 0;
  return spreadOf(runs.map((run) => rateOf(run, name) / rateOf(run, 'bare Fastify')));
}
