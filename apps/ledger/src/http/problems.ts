import type { ErrorCode } from '@subledger/domain';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What to do about it; `docs/reference/errors.md` is made of this table. */
  readonly remedy: string;
  /** Sent as `Retry-After` where trying again may help. */
  readonly retryAfterSeconds?: number;
}

/** The one table of HTTP statuses: what a code means to somebody who asked over HTTP. */
export const PROBLEM_KINDS: Readonly<Record<ErrorCode, ProblemKind>> = {
  'invalid-configuration': {
    status: 500,
    title: 'The server is configured wrongly',
    remedy: "Printed at the start with the variable's name, or logged. Correct it and start again.",
  },
  'invalid-request': {
    status: 400,
    title: 'The request cannot be understood',
    remedy:
      'Correct the request as `detail` says. Sending the same one again gives the same answer.',
  },
  'body-not-json': {
    status: 400,
    title: 'The body is not JSON; it is kept in quarantine',
    remedy: 'Look at the bytes under `/v1/events/{eventId}/body` and find out who sent them.',
  },
  'body-not-object': {
    status: 400,
    title: 'The body is not a JSON object; it is kept in quarantine',
    remedy: 'Look at the bytes under `/v1/events/{eventId}/body` and find out who sent them.',
  },
  'envelope-unusable': {
    status: 400,
    title: 'The body names no usable event; it is kept in quarantine',
    remedy: '`detail` names the field. Look at the bytes under `/v1/events/{eventId}/body`.',
  },
  'environment-mismatch': {
    status: 400,
    title: 'The event belongs to the other environment; it is kept in quarantine',
    remedy: "Exchange the two addresses in Adapty's webhook integration.",
  },
  'body-too-large': {
    status: 413,
    title: 'The body is larger than the limit',
    remedy: 'Raise `MAX_BODY_BYTES`. Adapty sends the webhook again.',
  },
  'webhook-secret-mismatch': {
    status: 503,
    title: 'The Authorization header is not one of the configured secrets',
    remedy:
      "Make the header in Adapty's webhook integration and `ADAPTY_PRODUCTION_SECRETS` or `ADAPTY_SANDBOX_SECRETS` the same. Adapty sends the webhook again.",
    retryAfterSeconds: 60,
  },
  'webhook-path-unknown': {
    status: 503,
    title: 'There is no webhook at this address',
    remedy:
      'Correct the address: it ends in `/webhooks/adapty/production` or `/webhooks/adapty/sandbox`.',
    retryAfterSeconds: 60,
  },
  unauthorized: {
    status: 401,
    title: 'A valid API key is needed',
    remedy: 'Send a key of `API_KEYS`, or the generated one, as `Authorization: Bearer key`.',
  },
  forbidden: {
    status: 403,
    title: 'The API key does not allow this',
    remedy: 'Use a key of scope `admin`.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many wrong keys or secrets came from this address',
    remedy:
      'Send a right one: it is taken at once. Where a proxy stands in front, name it in `TRUSTED_PROXIES`, or all callers share one address.',
    retryAfterSeconds: 60,
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    remedy: 'Check the id, and that `environment` is the one the events came from.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    remedy: 'Use a method of the `Allow` header.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within 15 seconds.',
  },
  'rebuild-running': {
    status: 409,
    title: 'This read model is being rebuilt already',
    remedy: 'Wait for that rebuild, promote it, or discard it: `GET /v1/projections` shows it.',
  },
  'rebuild-not-ready': {
    status: 409,
    title: 'The rebuild has not caught up yet',
    remedy: 'Wait until `GET /v1/projections` calls it `ready`, then promote it.',
    retryAfterSeconds: 5,
  },
  'read-model-behind': {
    status: 504,
    title: 'The read model has not got there yet',
    remedy:
      'Ask again, with a longer `timeoutMs` where it happens often. Check that `minPosition` came from this ledger.',
    retryAfterSeconds: 1,
  },
  'store-unavailable': {
    status: 503,
    title: 'The event store cannot be reached',
    remedy:
      'Read the reason in the log and at `/health/ready`. What was not acknowledged comes again.',
    retryAfterSeconds: 10,
  },
  'store-full': {
    status: 503,
    title: 'The event store is full',
    remedy: 'Make room on the disk of `DATA_DIR`. No restart is needed.',
    retryAfterSeconds: 60,
  },
  'read-models-unavailable': {
    status: 503,
    title: 'The read models cannot answer',
    remedy:
      'Ask again: webhooks are recorded meanwhile, and nothing is lost. While they are being built from the log, `/health/ready` says so. Else read the reason in the log, and check the database of `READ_MODEL_URL`, or the disk of `DATA_DIR`.',
    retryAfterSeconds: 5,
  },
  'proofs-not-ready': {
    status: 503,
    title: 'The tree of hashes cannot prove this yet',
    remedy:
      '`detail` says what is missing. Ask again in a moment; where no checkpoint covers the event yet, sign one with `POST /v1/ledger/checkpoint`. Where the tree stays behind, read the reason in the log. Recording does not depend on it.',
    retryAfterSeconds: 5,
  },
  'log-altered': {
    status: 500,
    title: 'The log is not the one that the tree of hashes was grown from',
    remedy:
      'Somebody changed the log, or restored an older one. `subledger verify-log` says what differs: [verify](../guides/verify.md#when-something-is-wrong). A projection that fails with it: [another log was put back](../guides/rebuild.md#another-log-was-put-back).',
  },
  'bundle-refused': {
    status: 422,
    title: 'The bundle is not whole, or does not fit',
    remedy:
      'Printed by `subledger import`, which names the line. Export it again, or ask whoever sent it: [bundles](bundle.md).',
  },
  'role-not-here': {
    status: 503,
    title: 'This process does not do this',
    remedy:
      'Send it to a process whose `ROLES` has the role that `detail` names. A webhook that was answered so comes again.',
    retryAfterSeconds: 60,
  },
  'shutting-down': {
    status: 503,
    title: 'The server is shutting down',
    remedy: 'Send it again: another process, or the next start, takes it.',
    retryAfterSeconds: 5,
  },
  'not-ready': {
    status: 503,
    title: 'The server is not ready for work',
    remedy: '`reasons` says which part is not ready and why.',
    retryAfterSeconds: 5,
  },
  'already-superseded': {
    status: 409,
    title: 'Another event stands in its place already',
    remedy: '`detail` names that event: supersede that one if it is wrong as well.',
  },
  'not-supersedable': {
    status: 409,
    title: 'This event cannot be superseded',
    remedy:
      'Only what counts can be taken away. Of a conflict, supersede the event that it contradicts, with its body in the place; write another annotation where one is wrong.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key came before with another request',
    remedy: 'Give each request a key of its own, and repeat a request with its own key.',
  },
  'answer-too-large': {
    status: 422,
    title: 'The answer would be too large',
    remedy:
      'Ask for less: the profiles one by one, or a shorter span of time. `detail` says what is too many.',
  },
  overloaded: {
    status: 503,
    title: 'The server is overloaded',
    remedy:
      'Send it again later: as much as can be answered in time is being worked on (`MAX_REQUESTS_IN_FLIGHT`), or waits for the disk.',
    retryAfterSeconds: 5,
  },
  'event-too-large': {
    status: 413,
    title: 'The event is larger than the store takes',
    remedy:
      'Nothing to mend by sending again: the body with its metadata is larger than the log takes.',
  },
  'wrong-expected-revision': {
    status: 409,
    title: 'The stream has moved on',
    remedy: 'Another process was first, and nothing was written. Send it again.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    remedy:
      'A fault of the ledger. Find the line in its log by the `instance` of the answer, and report it.',
  },
};
