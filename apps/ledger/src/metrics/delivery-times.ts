import { type Environment, ENVIRONMENTS } from '@subledger/domain';

/** After this long without a success, Adapty sends no more retries (its page "Webhook integration"). */
const CUTOFF_MS = 24 * 60 * 60 * 1_000;

/** What is known of an environment's deliveries, in milliseconds since the epoch. */
export interface DeliveryTimes {
  /** When a delivery was last answered as done. */
  readonly succeededAtMs: number | null;
  /** The first delivery since then that its sender has to repeat; null while all goes well. */
  readonly failingSinceMs: number | null;
}

export type TimesByEnvironment = Readonly<Record<Environment, DeliveryTimes>>;

const NOTHING_YET: DeliveryTimes = { succeededAtMs: null, failingSinceMs: null };

export const noTimesYet = (): TimesByEnvironment =>
  Object.fromEntries(
    ENVIRONMENTS.map((one) => [one, NOTHING_YET]),
  ) as unknown as TimesByEnvironment;

export const afterSuccess = (atMs: number): DeliveryTimes => ({
  succeededAtMs: atMs,
  failingSinceMs: null,
});

export const afterFailure = (times: DeliveryTimes, atMs: number): DeliveryTimes =>
  times.failingSinceMs === null ? { ...times, failingSinceMs: atMs } : times;

/** The time left until retries end; the full time while nothing fails, and never negative. */
export const leftUntilCutoffMs = ({ failingSinceMs }: DeliveryTimes, nowMs: number): number =>
  failingSinceMs === null ? CUTOFF_MS : Math.max(0, failingSinceMs + CUTOFF_MS - nowMs);
