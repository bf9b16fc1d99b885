import { type ErrorCode, LedgerError } from './errors.js';

/** An error on its way between threads, where it would lose its class. */
export interface Fault {
  /** Null if it is not a `LedgerError`. */
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly stack: string | undefined;
}

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { code: null, message: String(error), stack: undefined };
  const code = error instanceof LedgerError ? error.code : null;
  return { code, message: error.message, stack: error.stack };
}

/** The error again, with its original stack. */
export function errorOf(fault: Fault & { readonly code: ErrorCode }): LedgerError;
export function errorOf(fault: Fault): Error;
export function errorOf({ code, message, stack }: Fault): Error {
  const error = code === null ? new Error(message) : new LedgerError(code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
