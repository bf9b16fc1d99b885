import type { BackfillResult } from '@subledger/ingestion';
import type { Row } from './read-rows.js';

/** What became of the rows. */
export interface Tally {
  readonly rows: number;
  readonly outcomes: Readonly<Record<BackfillResult['outcome'], number>>;
  readonly refused: number;
  /** Of those that were recorded, or would be: how many there are of each type, as the export names it. */
  readonly byType: Readonly<Record<string, number>>;
}

/** Counts rows one by one. */
export class RunningTally {
  readonly #outcomes = { accepted: 0, known: 0, missing: 0, skipped: 0 };
  readonly #byType = new Map<string, number>();
  /** In a trial nothing is recorded by which the ledger would know an event that comes again. */
  readonly #missing = new Set<string>();
  #refused = 0;

  add({ event_type: type = '' }: Row, result: BackfillResult): void {
    const outcome = this.#isRepeated(result) ? 'known' : result.outcome;
    this.#outcomes[outcome] += 1;
    if (outcome === 'accepted' || outcome === 'missing')
      this.#byType.set(type, (this.#byType.get(type) ?? 0) + 1);
  }

  addRefused(): void {
    this.#refused += 1;
  }

  #isRepeated({ outcome, eventId }: BackfillResult): boolean {
    if (outcome !== 'missing' || eventId === null) return false;
    const isSeen = this.#missing.has(eventId);
    this.#missing.add(eventId);
    return isSeen;
  }

  get total(): Tally {
    const answered = Object.values(this.#outcomes).reduce((sum, count) => sum + count, 0);
    return {
      rows: answered + this.#refused,
      outcomes: this.#outcomes,
      refused: this.#refused,
      byType: Object.fromEntries(this.#byType),
    };
  }
}
