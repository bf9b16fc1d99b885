import { ENVIRONMENTS } from '@subledger/domain';
import type { BackfillResult } from '@subledger/ingestion';
import type { LedgerApi } from '../remote/ledger-api.js';
import { Refused } from '../remote/refused.js';
import { Patience } from './patience.js';
import type { PlacedRow } from './read-rows.js';

/** Each row waits for the disk by itself; together they share that wait. */
const SENT_AT_ONCE = 32;

/** What a ledger answers to a row that it cannot use, and to one that is too large. */
const OF_THE_ROW: ReadonlySet<number> = new Set([400, 413]);

/** What became of the rows. */
export interface Tally {
  readonly rows: number;
  readonly outcomes: Readonly<Record<BackfillResult['outcome'], number>>;
  readonly refused: number;
  /** Of those that were recorded, or would be: how many there are of each type, as the export names it. */
  readonly byType: Readonly<Record<string, number>>;
}

export interface SendOptions {
  readonly api: LedgerApi;
  readonly isTrial: boolean;
  readonly signal: AbortSignal;
  readonly onRow: () => void;
  /** A row that the ledger does not take; the others go on. */
  readonly onRefused: (row: PlacedRow, why: string) => void;
}

/** Offers rows to a ledger, several at a time and in no order. @throws Failure once the ledger takes nothing more. */
export async function sendRows(
  rows: AsyncGenerator<PlacedRow>,
  { api, isTrial, signal, onRow, onRefused }: SendOptions,
): Promise<Tally> {
  const outcomes = { accepted: 0, known: 0, missing: 0, skipped: 0 };
  const byType = new Map<string, number>();
  const missing = new Set<string>();
  let refused = 0;
  const failed = new AbortController();
  const patience = new Patience(AbortSignal.any([signal, failed.signal]));

  /** In a trial nothing is recorded by which the ledger would know an event that comes again. */
  function isRepeated({ eventId }: BackfillResult): boolean {
    if (eventId === null) return false;
    const isSeen = missing.has(eventId);
    missing.add(eventId);
    return isSeen;
  }

  async function sendOne(placed: PlacedRow): Promise<void> {
    const told = await api.post<BackfillResult>(pathOf(placed, isTrial), placed.row, ['outcome']);
    const outcome = told.outcome === 'missing' && isRepeated(told) ? 'known' : told.outcome;
    outcomes[outcome] += 1;
    if (outcome !== 'accepted' && outcome !== 'missing') return;
    const type = placed.row.event_type ?? '';
    byType.set(type, (byType.get(type) ?? 0) + 1);
  }

  async function offer(placed: PlacedRow): Promise<void> {
    try {
      await sendOne(placed);
    } catch (error) {
      if (!(error instanceof Refused) || !OF_THE_ROW.has(error.problem.status)) throw error;
      refused += 1;
      onRefused(placed, error.problem.detail);
    }
  }

  async function offerInTurn(): Promise<void> {
    for await (const placed of rows) {
      await patience.during(() => offer(placed));
      onRow();
      if (failed.signal.aborted) return;
    }
  }

  try {
    await Promise.all(Array.from({ length: SENT_AT_ONCE }, offerInTurn));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
  const sent = Object.values(outcomes).reduce((sum, count) => sum + count, refused);
  return { rows: sent, outcomes, refused, byType: Object.fromEntries(byType) };
}

/** A row of no known environment is sent as one of production, and refused there. */
function pathOf({ row }: PlacedRow, isTrial: boolean): string {
  const stated = row.environment?.trim().toLowerCase();
  const environment = ENVIRONMENTS.find((one) => one === stated) ?? 'production';
  return `/v1/backfill/${environment}${isTrial ? '/trial' : ''}`;
}
