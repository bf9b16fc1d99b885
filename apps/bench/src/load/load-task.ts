import type { FreshnessResult } from './freshness.js';
import type { FlowResult } from './tally.js';

/** How requests of one kind come. */
export interface Pace {
  readonly connections: number;
  /** Due a second; null: as many as there are answers. */
  readonly perSecond: number | null;
}

/** What the process that makes the load is to do. At 127.0.0.1 only. */
export interface LoadTask {
  readonly url: string;
  readonly seconds: number;
  /** Before that; what is answered in it is not counted. */
  readonly warmUpSeconds: number;
  readonly seed: number;
  readonly webhooks?: Pace & {
    readonly secret: string;
    /** Lap 0 is the customers of a made log; default: that. */
    readonly firstLap?: number;
  };
  /** About the customers whom a log of `events` events of the seed names. */
  readonly questions?: Pace & { readonly events: number };
  /** Needed for questions. */
  readonly apiKey?: string;
  /** Measure how old the answers are. */
  readonly isFreshnessAsked?: boolean;
}

/** More laps than a load ever goes through: the first lap of the next one. */
export const LAPS_OF_A_LOAD = 1_000;

export interface LoadResult {
  readonly webhooks: FlowResult | null;
  readonly questions: FlowResult | null;
  readonly freshness: FreshnessResult | null;
  /** Of the load's own process: near 1 it was the bottleneck, and not the server. */
  readonly clientCores: number;
}
