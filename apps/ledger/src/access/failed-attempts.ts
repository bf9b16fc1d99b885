import { networkOf } from './network-of.js';

/** Somebody who mistyped a secret never reaches the limit; somebody who guesses does at once. */
const MOST_FAILURES = 30;
const WINDOW_MS = 60_000;
/** About 100 bytes each: a megabyte at most, however many addresses an attacker has. */
const MOST_NETWORKS = 10_000;

interface Window {
  failures: number;
  readonly endsAtMs: number;
}

/** Wrong credentials by door and network, within a minute. Only their number is kept. */
export class FailedAttempts {
  readonly #nowMs: () => number;
  readonly #windows = new Map<string, Window>();

  /** @param nowMs a monotonic clock, in milliseconds. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** How many networks are remembered. */
  get size(): number {
    return this.#windows.size;
  }

  /** Counts another attempt. Returns how long the network is limited; 0 if it is not. */
  count(door: string, ip: string): number {
    const key = `${door} ${networkOf(ip)}`;
    const nowMs = this.#nowMs();
    const window = this.#current(key, nowMs);
    window.failures += 1;
    return window.failures > MOST_FAILURES ? window.endsAtMs - nowMs : 0;
  }

  #current(key: string, nowMs: number): Window {
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAtMs > nowMs) return known;
    const fresh = { failures: 0, endsAtMs: nowMs + WINDOW_MS };
    // A Map keeps insertion order, so the first entries are those whose windows end first.
    this.#windows.delete(key);
    this.#windows.set(key, fresh);
    for (const [oldest, { endsAtMs }] of this.#windows) {
      if (this.#windows.size <= MOST_NETWORKS && endsAtMs > nowMs) break;
      this.#windows.delete(oldest);
    }
    return fresh;
  }
}
