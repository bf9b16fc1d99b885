/** The next event of a customer. */
export interface Due {
  readonly atMs: number;
  readonly number: number;
  readonly place: number;
}

/** At the same instant the customer who came first is first, so that the order is always the same. */
const isBefore = (a: Due, b: Due): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);

/** What is due, earliest first: a binary heap. */
export class Schedule {
  readonly #heap: Due[] = [];

  /** Infinity if nothing is due. */
  get firstAtMs(): number {
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(due, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = due;
  }

  /** @throws RangeError if nothing is due. */
  take(): Due {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) throw new RangeError('Nothing is due.');
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(due: Due): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const earlier = isRight ? right : left;
      if (earlier === undefined || !isBefore(earlier, due)) break;
      heap[at] = earlier;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = due;
  }
}
