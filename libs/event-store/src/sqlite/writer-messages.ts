import { faultOf } from '@subledger/domain';
import type { ErrorCode, Fault, LedgerError, Position } from '@subledger/domain';
import type { AppendOnceResult, AppendResult } from '../event-store.js';
import type { PackedAppends } from './packed-appends.js';

/** What the writing thread is asked. Every question gets one answer, in the order of the questions. */
export type Question =
  | { readonly kind: 'append'; readonly packed: PackedAppends }
  | { readonly kind: 'check' }
  /** The last one. */
  | { readonly kind: 'close' };

export type Answer =
  | {
      readonly kind: 'settled';
      /** One an append, in their order. */
      readonly outcomes: readonly Outcome[];
      /** Transactions that added events, and how many; a transaction of several questions counts once. */
      readonly commits: number;
      readonly events: number;
    }
  | { readonly kind: 'done' }
  | Failed;

/** The position alone where one event was added by `appendOnce`, as nearly always. */
export type Outcome = Position | AppendResult | AppendOnceResult | Failed;

/** An error of the thread as an answer. */
export interface Failed extends Fault {
  readonly kind: 'fault';
  readonly code: ErrorCode;
}

/** The error as an answer. */
export const failedBy = (error: LedgerError): Failed => ({
  ...faultOf(error),
  kind: 'fault',
  code: error.code,
});
