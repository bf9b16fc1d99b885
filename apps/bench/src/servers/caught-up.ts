import { setTimeout as wait } from 'node:timers/promises';
import { lagOf, type RunningLedger } from './ledger.js';

const POLL_MS = 50;
const LIMIT_MS = 3_600_000;

export interface Watch {
  readonly signal: AbortSignal;
  /** Called with the number of events still to be applied. */
  readonly onLag?: (events: number) => void;
}

/** Resolves once every read model exists and has applied the whole log. */
export async function untilCaughtUp(
  ledger: RunningLedger,
  { signal, onLag = () => undefined }: Watch,
): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const lag = await lagOf(ledger);
    // Only readiness shows that none is missing.
    if (lag === 0 && (await isReady(ledger.url, signal))) return;
    if (lag !== null) onLag(lag);
    await wait(POLL_MS, undefined, { signal });
  }
  throw new Error(`The read models have not caught up within ${LIMIT_MS / 1000} s.`);
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${url}/health/ready`, { signal });
  await response.bytes();
  return response.ok;
}
