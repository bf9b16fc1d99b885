import { type ErrorCode, LedgerError } from '@subledger/domain';
import type { Feed, ProjectionControl } from './projection-control.js';

/** What the other thread is asked to do, by the names of the control's methods. */
export type ControlMethod = Exclude<
  keyof ProjectionControl,
  'wanted' | 'feedOf' | 'isFedElsewhere'
>;

export interface ControlQuestion {
  readonly id: number;
  readonly method: ControlMethod;
  readonly parameters: readonly unknown[];
}

/** How the builds are fed, told whenever it may have changed, so that nobody has to wait for a busy thread. */
export interface FeedState {
  readonly kind: 'state';
  readonly feeds: readonly (readonly [build: number, Feed])[];
  /** Projections that another process may feed. */
  readonly fedElsewhere: readonly string[];
}

export type ControlMessage =
  | FeedState
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly fault: Fault }
  /** Something went wrong in the background. */
  | { readonly kind: 'failure'; readonly projection: string; readonly fault: Fault };

/** An error on its way between threads. */
export interface Fault {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly stack: string | undefined;
}

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { code: null, message: String(error), stack: undefined };
  const code = error instanceof LedgerError ? error.code : null;
  return { code, message: error.message, stack: error.stack };
}

/** The error again, with the stack that it had. */
export function errorOf({ code, message, stack }: Fault): Error {
  const error = code === null ? new Error(message) : new LedgerError(code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
