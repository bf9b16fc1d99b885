import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem.js';
import { PROBLEM_KINDS } from './problem-kinds.js';
import { requestUrn } from './request-id.js';

const FALLBACK_RETRY_AFTER_SECONDS = 60;

/** The value of `type`: a name, not an address to visit. */
const problemType = (code: string): string => `urn:subledger:problem:${code}`;

/** The members of RFC 9457 that every error answer has. */
export const problemBody = (problem: Problem, requestId?: string): Record<string, unknown> => ({
  type: problemType(problem.code),
  title: problem.title,
  status: problem.status,
  detail: problem.detail,
  code: problem.code,
  ...(requestId === undefined ? {} : { instance: requestUrn(requestId) }),
  ...problem.extensions,
});

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const retryAfter = retryAfterSeconds(problem);
  if (retryAfter !== undefined) void reply.header('Retry-After', String(retryAfter));
  void reply
    .headers(problem.headers ?? {})
    .code(problem.status)
    .type('application/problem+json')
    // Serialised here, because Fastify serialises only for types that it knows to be JSON.
    .send(JSON.stringify(problemBody(problem, request.id)));
}

function retryAfterSeconds({ code, status }: Problem): number | undefined {
  const own = PROBLEM_KINDS[code].retryAfterSeconds;
  return own ?? (status === 503 ? FALLBACK_RETRY_AFTER_SECONDS : undefined);
}
