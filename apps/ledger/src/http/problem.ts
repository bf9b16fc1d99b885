import { HttpException } from '@nestjs/common';
import { type ErrorCode, LedgerError } from '@subledger/domain';
import { isDatabaseFault } from '@subledger/read-models';
import { PROBLEM_KINDS } from './problem-kinds.js';

/** An answer of RFC 9457, without what belongs to the individual request. */
export interface Problem {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members besides the standard ones, such as the id of a quarantined event. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An error that already knows more about its answer than a code and a sentence. */
export class ProblemError extends LedgerError {
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail: string, more: Pick<Problem, 'headers' | 'extensions'> = {}) {
    super(code, detail);
    this.headers = more.headers ?? {};
    this.extensions = more.extensions ?? {};
  }
}

/** Anything that was thrown → its answer. An unexpected error reveals nothing internal. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) {
    const { headers, extensions } = error;
    return { ...problem(error.code, error.message), headers, extensions };
  }
  if (error instanceof LedgerError) return problem(error.code, error.message);
  if (isDatabaseFault(error))
    return problem('read-models-unavailable', 'The database of the read models is not answering.');
  const status = statusOf(error);
  if (status === null) return problem('internal-error', 'The log has the error.');
  const { code, message } = error as Faulted;
  return {
    ...problem(
      CODE_OF_STATUS[status] ?? 'invalid-request',
      INSTEAD_OF_THE_ADDRESS[code ?? ''] ?? message,
    ),
    status,
  };
}

/** Fastify's and Nest's own messages are meant for the caller; but those for these codes repeat the address. */
const INSTEAD_OF_THE_ADDRESS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The address is not percent-encoded correctly.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the address is longer than any id can be.',
};

function problem(code: ErrorCode, detail: string): Problem {
  const { status, title } = PROBLEM_KINDS[code];
  return { code, status, title, detail };
}

/** The status of a framework's error about the request; null if the server is at fault. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const status =
    error instanceof HttpException ? error.getStatus() : (error as Partial<Faulted>).statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

interface Faulted extends Error {
  readonly code?: string;
  readonly statusCode: number;
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
};
