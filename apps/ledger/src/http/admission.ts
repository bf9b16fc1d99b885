import type { Configuration, Role } from '@subledger/configuration';
import { LedgerError } from '@subledger/domain';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ProblemFilter } from './problem.filter.js';
import { roleOfPath } from './role-of-path.js';

/**
 * Lets a bounded number of webhooks, and likewise of queries, be in flight at once, so that any further caller is
 * told immediately to come back, instead of waiting in a queue until it gives up. The two are counted separately,
 * so that neither shuts the other out. Probes and metrics are always answered, or nobody could see the overload.
 *
 * Counted from when the body has arrived: a thousand senders that dawdle over theirs occupy nothing.
 */
export function admitBounded(
  fastify: FastifyInstance,
  { maxRequestsInFlight }: Configuration,
  filter: ProblemFilter,
): void {
  const inFlight = new Map<Role, number>();
  const change = (role: Role, by: 1 | -1): void => {
    inFlight.set(role, (inFlight.get(role) ?? 0) + by);
  };
  fastify.addHook('preValidation', (request, reply, done) => {
    const role = roleOfPath(request.url);
    if (role === null) {
      done();
    } else if ((inFlight.get(role) ?? 0) >= maxRequestsInFlight) {
      const sentence = `${maxRequestsInFlight} requests are already in flight.`;
      filter.answer(new LedgerError('overloaded', sentence), request, reply);
    } else {
      change(role, 1);
      onceOver(reply, () => {
        change(role, -1);
      });
      done();
    }
  });
}

/** Fastify's own hook does not run for a caller that has left before its answer. */
function onceOver(reply: FastifyReply, release: () => void): void {
  if (reply.raw.destroyed) release();
  else reply.raw.once('close', release);
}
