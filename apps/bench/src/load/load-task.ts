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
  /** Before that; what is sent in it is not counted. */
  readonly warmUpSeconds: number;
  readonly seed: number;
  readonly webhooks?: Pace & { readonly secret: string };
  /** About the customers whom a log of `events` events of the seed names. */
  readonly questions?: Pace & { readonly events: number };
  /** Needed for questions. */
  readonly apiKey?: string;
  /** Measure how old the answers are. */
  readonly isFreshnessAsked?: boolean;
}

export interface LoadResult {
  readonly webhooks: FlowResult | null;
  readonly questions: FlowResult | null;
  readonly freshness: FreshnessResult | null;
  /** Of the load's own process: near 1 it was the bottleneck, and not the server. */
  readonly clientCores: number;
}
