import { LedgerError } from '@subledger/domain';
import type { ErrorCode, Position } from '@subledger/domain';
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
  | Fault;

/** The position alone where one event was added by `appendOnce`, as nearly always. */
export type Outcome = Position | AppendResult | AppendOnceResult | Fault;

/** A `LedgerError` on its way to another thread, which would lose its class. */
export interface Fault {
  readonly kind: 'fault';
  readonly code: ErrorCode;
  readonly message: string;
}

export const faultOf = ({ code, message }: LedgerError): Fault => ({
  kind: 'fault',
  code,
  message,
});

export const errorOf = ({ code, message }: Fault): LedgerError => new LedgerError(code, message);
