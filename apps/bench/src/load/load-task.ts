import type { FreshnessResult } from './freshness.js';
import type { FlowResult } from './tally.js';

/** At what pace requests of one kind come. */
export interface Pace {
  readonly connections: number;
  /** Due per second; null: as many as there are answers. */
  readonly perSecond: number | null;
}

/** The task of the process that generates the load. It only talks to 127.0.0.1. */
export interface LoadTask {
  readonly url: string;
  readonly seconds: number;
  /** Comes first; answers during it are not counted. */
  readonly warmUpSeconds: number;
  readonly seed: number;
  readonly webhooks?: Pace & {
    readonly secret: string;
    /** Lap 0 has the customers of a generated log; that is the default. */
    readonly firstLap?: number;
  };
  /** About the customers in a log of `events` events of the seed. */
  readonly questions?: Pace & { readonly events: number };
  /** Required for queries. */
  readonly apiKey?: string;
  /** Measure how old the answers are. */
  readonly isFreshnessAsked?: boolean;
}

/** More laps than a load ever uses: the next load's first lap is this much higher. */
export const LAPS_OF_A_LOAD = 1_000;

export interface LoadResult {
  readonly webhooks: FlowResult | null;
  readonly questions: FlowResult | null;
  readonly freshness: FreshnessResult | null;
  /** CPU of the load's own process: near 1 it was the bottleneck, not the server. */
  readonly clientCores: number;
}
