import { ENVIRONMENTS } from '@subledger/domain';
import type { BackfillResult } from '@subledger/ingestion';
import type { LedgerApi } from '../remote/ledger-api.js';
import { Refused } from '../remote/refused.js';
import { Patience } from './patience.js';
import type { PlacedRow } from './read-rows.js';
import { RunningTally, type Tally } from './tally.js';

/** Each row waits for the disk by itself; together they share that wait. */
const SENT_AT_ONCE = 32;

/** What a ledger answers to a row that it cannot use, and to one that is too large. */
const OF_THE_ROW: ReadonlySet<number> = new Set([400, 413]);

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
  const tally = new RunningTally();
  const failed = new AbortController();
  const patience = new Patience(AbortSignal.any([signal, failed.signal]));

  async function offer(placed: PlacedRow): Promise<void> {
    try {
      const path = pathOf(placed, isTrial);
      tally.add(placed.row, await api.post<BackfillResult>(path, placed.row, ['outcome']));
    } catch (error) {
      if (!(error instanceof Refused) || !OF_THE_ROW.has(error.problem.status)) throw error;
      tally.addRefused();
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
  return tally.total;
}

/** A row of no known environment is sent as one of production, and refused there. */
function pathOf({ row }: PlacedRow, isTrial: boolean): string {
  const stated = row.environment?.trim().toLowerCase();
  const environment = ENVIRONMENTS.find((one) => one === stated) ?? 'production';
  return `/v1/backfill/${environment}${isTrial ? '/trial' : ''}`;
}
