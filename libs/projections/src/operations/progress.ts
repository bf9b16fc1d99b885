import type { BuildStatus } from '../status.js';

/** A build, and how much of its work is done. */
export interface RebuildProgress extends BuildStatus {
  /** Recorded events that it has not applied; null where the store cannot count them. */
  readonly remaining: number | null;
  /** 0 to 100, in tenths; 100 only if nothing remains; null if it cannot be told. */
  readonly percent: number | null;
}

export const progressOf = (status: BuildStatus): RebuildProgress => ({
  ...status,
  remaining: status.lag.events,
  percent: percentOf(status.applied, status.lag.events),
});

function percentOf(applied: number, remaining: number | null): number | null {
  if (remaining === null) return null;
  if (remaining === 0) return 100;
  return Math.floor((1_000 * applied) / (applied + remaining)) / 10;
}
