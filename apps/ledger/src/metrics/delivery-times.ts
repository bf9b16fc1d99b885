import { type Environment, ENVIRONMENTS } from '@subledger/domain';

/** No success for so long, and Adapty sends no retries any more (its page "Webhook integration"). */
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

/** What is left until retries end; all of it while nothing fails, and never less than nothing. */
export const leftUntilCutoffMs = ({ failingSinceMs }: DeliveryTimes, nowMs: number): number =>
  failingSinceMs === null ? CUTOFF_MS : Math.max(0, failingSinceMs + CUTOFF_MS - nowMs);
