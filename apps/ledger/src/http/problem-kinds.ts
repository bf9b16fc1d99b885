import type { ErrorCode } from '@subledger/domain';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What to do about it; `docs/reference/errors.md` is generated from this table. */
  readonly remedy: string;
  /** Sent as `Retry-After` if trying again may help. */
  readonly retryAfterSeconds?: number;
}

/** The one table of HTTP statuses: what a code means to an HTTP client. */
export const PROBLEM_KINDS: Readonly<Record<ErrorCode, ProblemKind>> = {
  'invalid-configuration': {
    status: 500,
    title: 'The server is misconfigured',
    remedy: 'The variable is named at startup or in the log. Correct it and start again.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request cannot be understood',
    remedy:
      'Correct the request as `detail` says. Sending it again unchanged gives the same answer.',
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
    title: 'The body holds no usable event; it is kept in quarantine',
    remedy: '`detail` names the field. Look at the bytes under `/v1/events/{eventId}/body`.',
  },
  'environment-mismatch': {
    status: 400,
    title: 'The event belongs to the other environment; it is kept in quarantine',
    remedy: "Swap the two addresses in Adapty's webhook integration.",
  },
  'body-too-large': {
    status: 413,
    title: 'The body is larger than the limit',
    remedy: 'Raise `MAX_BODY_BYTES`. Adapty will send the webhook again.',
  },
  'webhook-secret-mismatch': {
    status: 503,
    title: 'The Authorization header is not one of the configured secrets',
    remedy:
      "Set the header in Adapty's webhook integration and `ADAPTY_PRODUCTION_SECRETS` or `ADAPTY_SANDBOX_SECRETS` to the same value. Adapty will send the webhook again.",
    retryAfterSeconds: 60,
  },
  'webhook-path-unknown': {
    status: 503,
    title: 'There is no webhook at this address',
    remedy:
      'Correct the address: it must end in `/webhooks/adapty/production` or `/webhooks/adapty/sandbox`.',
    retryAfterSeconds: 60,
  },
  unauthorized: {
    status: 401,
    title: 'A valid API key is required',
    remedy: 'Send a key from `API_KEYS`, or the generated one, as `Authorization: Bearer key`.',
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
      'Send a correct one: it is accepted at once. If there is a proxy in front, name it in `TRUSTED_PROXIES`; otherwise all callers share one address.',
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
    remedy: 'Use one of the methods in the `Allow` header.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within 15 seconds.',
  },
  'rebuild-running': {
    status: 409,
    title: 'This read model is already being rebuilt',
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
    title: 'The read model has not reached that position yet',
    remedy:
      'Ask again, with a longer `timeoutMs` if this happens often. Check that `minPosition` came from this ledger.',
    retryAfterSeconds: 1,
  },
  'store-unavailable': {
    status: 503,
    title: 'The event store cannot be reached',
    remedy:
      'The reason is in the log and at `/health/ready`. Adapty resends whatever was not acknowledged.',
    retryAfterSeconds: 10,
  },
  'store-full': {
    status: 503,
    title: 'The event store is full',
    remedy: 'Free some space on the disk of `DATA_DIR`. No restart is needed.',
    retryAfterSeconds: 60,
  },
  'read-models-unavailable': {
    status: 503,
    title: 'The read models cannot answer',
    remedy:
      'Ask again: webhooks are still being recorded, and nothing is lost. `/health/ready` says whether the read models are being built from the log. If not, the reason is in the log: check the database of `READ_MODEL_URL`, or the disk of `DATA_DIR`.',
    retryAfterSeconds: 5,
  },
  'proofs-not-ready': {
    status: 503,
    title: 'The tree of hashes cannot prove this yet',
    remedy:
      '`detail` says what is missing. Ask again in a moment; if no checkpoint covers the event yet, sign one with `POST /v1/ledger/checkpoint`. If the tree stays behind, the reason is in the log. Recording does not depend on it.',
    retryAfterSeconds: 5,
  },
  'log-altered': {
    status: 500,
    title: 'The log is not the one that the tree of hashes was grown from',
    remedy:
      'Somebody changed the log, or restored an older one. `subledger verify-log` says what differs: [verify](../guides/verify.md#when-something-is-wrong). If a projection fails with this: [another log was put back](../guides/rebuild.md#another-log-was-put-back).',
  },
  'bundle-refused': {
    status: 422,
    title: 'The bundle is incomplete or does not match',
    remedy:
      '`subledger import` prints this and names the line. Export the bundle again, or ask whoever sent it: [bundles](bundle.md).',
  },
  'role-not-here': {
    status: 503,
    title: 'This process does not have the role for this',
    remedy:
      'Send it to a process whose `ROLES` has the role that `detail` names. Adapty resends a webhook that got this answer.',
    retryAfterSeconds: 60,
  },
  'shutting-down': {
    status: 503,
    title: 'The server is shutting down',
    remedy: 'Send it again: another process will take it, or this one after its restart.',
    retryAfterSeconds: 5,
  },
  'not-ready': {
    status: 503,
    title: 'The server is not ready',
    remedy: '`reasons` says which part is not ready and why.',
    retryAfterSeconds: 5,
  },
  'already-superseded': {
    status: 409,
    title: 'Another event already stands in its place',
    remedy: '`detail` names that event: supersede it if it is wrong as well.',
  },
  'not-supersedable': {
    status: 409,
    title: 'This event cannot be superseded',
    remedy:
      'Only an event that counts can be withdrawn. To settle a conflict, supersede the event that it contradicts and put its body in the place; to correct an annotation, write another one.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used before with another request',
    remedy: 'Give each request its own key, and use the same key only to repeat that request.',
  },
  'answer-too-large': {
    status: 422,
    title: 'The answer would be too large',
    remedy:
      'Ask for less: one profile at a time, or a shorter span of time. `detail` says what there is too much of.',
  },
  overloaded: {
    status: 503,
    title: 'The server is overloaded',
    remedy:
      'Send it again later. The server already has as much work as it can answer in time (`MAX_REQUESTS_IN_FLIGHT`), or is waiting for the disk.',
    retryAfterSeconds: 5,
  },
  'event-too-large': {
    status: 413,
    title: 'The event is larger than the store accepts',
    remedy:
      'Sending it again will not help: the body and its metadata are larger than the log accepts.',
  },
  'wrong-expected-revision': {
    status: 409,
    title: 'The stream has moved on',
    remedy: 'Another process was first, and nothing was written. Send the request again.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    remedy:
      'This is a fault of the ledger. Find its line in the log by the `instance` of the answer, and report it.',
  },
};
