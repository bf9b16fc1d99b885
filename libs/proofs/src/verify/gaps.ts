import type { Range } from '../tree/ranges.js';

/** Places of the tree that the log has skipped: they are missing, unless they turn up later. */
export class Gaps {
  #ranges: Range[] = [];

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  add(range: Range): void {
    if (range.begin < range.end) this.#ranges.push(range);
  }

  /** Whether `place` was in a gap. Afterwards it no longer is. */
  fill(place: bigint): boolean {
    const at = this.#ranges.findIndex(({ begin, end }) => begin <= place && place < end);
    const found = this.#ranges[at];
    if (found === undefined) return false;
    const parts = [
      { begin: found.begin, end: place },
      { begin: place + 1n, end: found.end },
    ].filter(({ begin, end }) => begin < end);
    this.#ranges.splice(at, 1, ...parts);
    return true;
  }
}
