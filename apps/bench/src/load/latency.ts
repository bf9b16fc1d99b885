import type { RecordableHistogram } from 'node:perf_hooks';

/** Latencies in milliseconds; all 0 if there were no answers. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const MICROS = 1_000;

/** What a histogram records: whole microseconds from 1. */
export const microsOf = (ms: number): number => Math.max(1, Math.round(ms * MICROS));

/** From a histogram of microseconds. */
export function latencyOf(histogram: RecordableHistogram): Latency {
  const ms = (percentile: number): number =>
    histogram.count === 0 ? 0 : histogram.percentile(percentile) / MICROS;
  return { p50: ms(50), p99: ms(99), max: ms(100) };
}
