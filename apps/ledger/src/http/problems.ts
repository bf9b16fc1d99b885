import type { ErrorCode } from '@subledger/domain';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Sent as `Retry-After` where trying again may help. */
  readonly retryAfterSeconds?: number;
}

/** The one table of HTTP statuses: what a code means to somebody who asked over HTTP. */
export const PROBLEM_KINDS: Readonly<Record<ErrorCode, ProblemKind>> = {
  'invalid-configuration': { status: 500, title: 'The server is configured wrongly' },
  'invalid-request': { status: 400, title: 'The request cannot be understood' },
  'body-not-json': { status: 400, title: 'The body is not JSON; it is kept in quarantine' },
  'body-not-object': {
    status: 400,
    title: 'The body is not a JSON object; it is kept in quarantine',
  },
  'envelope-unusable': {
    status: 400,
    title: 'The body names no usable event; it is kept in quarantine',
  },
  'environment-mismatch': {
    status: 400,
    title: 'The event belongs to the other environment; it is kept in quarantine',
  },
  'body-too-large': { status: 413, title: 'The body is larger than the limit' },
  'webhook-secret-mismatch': {
    status: 503,
    title: 'The Authorization header is not one of the configured secrets',
    retryAfterSeconds: 60,
  },
  'webhook-path-unknown': {
    status: 503,
    title: 'There is no webhook at this address',
    retryAfterSeconds: 60,
  },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'The API key does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'read-model-behind': {
    status: 504,
    title: 'The read model has not got there yet',
    retryAfterSeconds: 1,
  },
  'store-unavailable': {
    status: 503,
    title: 'The event store cannot be reached',
    retryAfterSeconds: 10,
  },
  'store-full': { status: 503, title: 'The event store is full', retryAfterSeconds: 60 },
  'shutting-down': { status: 503, title: 'The server is shutting down', retryAfterSeconds: 5 },
  'not-ready': {
    status: 503,
    title: 'The server is not ready for work',
    retryAfterSeconds: 5,
  },
  'answer-too-large': { status: 422, title: 'The answer would be too large' },
  overloaded: { status: 503, title: 'The server is overloaded', retryAfterSeconds: 5 },
  'event-too-large': { status: 413, title: 'The event is larger than the store takes' },
  'wrong-expected-revision': { status: 409, title: 'The stream has moved on' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
};
