/**
 * The ledger's errors by their stable codes. HTTP statuses belong to the edge; `docs/reference/errors.md` explains
 * each code and what to do about it.
 */
export const ERROR_CODES = [
  'invalid-configuration',
  'invalid-request',
  'body-not-json',
  'body-not-object',
  'envelope-unusable',
  'environment-mismatch',
  'body-too-large',
  'webhook-secret-mismatch',
  'webhook-path-unknown',
  'unauthorized',
  'forbidden',
  'too-many-attempts',
  'not-found',
  'method-not-allowed',
  'request-timeout',
  'answer-too-large',
  'already-superseded',
  'not-supersedable',
  'idempotency-key-reused',
  'rebuild-running',
  'rebuild-not-ready',
  'read-model-behind',
  'store-unavailable',
  'store-full',
  'read-models-unavailable',
  'proofs-not-ready',
  'log-altered',
  'bundle-refused',
  'role-not-here',
  'shutting-down',
  'not-ready',
  'overloaded',
  'event-too-large',
  'wrong-expected-revision',
  'internal-error',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error that its receiver can act on: a stable code and one sentence. */
export class LedgerError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LedgerError';
    this.code = code;
  }
}

export const hasCode = (error: unknown, code: ErrorCode): error is LedgerError =>
  error instanceof LedgerError && error.code === code;
