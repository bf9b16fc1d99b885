/** The time window that the rate is measured over. */
const WINDOW_MS = 5_000;

/** Counts events and returns their recent rate per second. */
export class Pace {
  readonly #nowMs: () => number;
  #marks: { readonly atMs: number; readonly events: number }[] = [];

  /** @param nowMs a monotonic clock, in milliseconds. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  add(events: number): void {
    const atMs = this.#nowMs();
    this.#marks.push({ atMs, events });
    this.#marks = this.#marks.filter((mark) => atMs - mark.atMs <= WINDOW_MS);
  }

  get eventsPerSecond(): number {
    const nowMs = this.#nowMs();
    const lately = this.#marks.filter((mark) => nowMs - mark.atMs <= WINDOW_MS);
    const first = lately[0];
    if (first === undefined) return 0;
    const events = lately.slice(1).reduce((sum, mark) => sum + mark.events, 0);
    const spanMs = Math.max(nowMs - first.atMs, 1);
    return Math.round((events * 1000) / spanMs);
  }
}
