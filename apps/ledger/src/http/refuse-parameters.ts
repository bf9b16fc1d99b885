import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { LedgerError } from '@subledger/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ProblemFilter } from './problem.filter.js';
import { refusal } from './refusal.js';
import { roleOfPath } from './role-of-path.js';

const ASKING = new Set(['GET', 'HEAD']);

/**
 * Refuses a query string on a route that changes something: everything such a request says must be in its body. An
 * ignored `environment=sandbox` would have changed production.
 */
export function refuseParameters(fastify: FastifyInstance, filter: ProblemFilter): void {
  fastify.addHook('preValidation', (request, reply, done) => {
    const role = roleOfPath(request.url);
    const isWriting = !ASKING.has(request.method) && role !== null && role !== 'ingest';
    const fault = isWriting ? faultOf(request, 'the body says what to change') : null;
    if (fault === null) done();
    else filter.answer(fault, request, reply);
  });
}

/** For queries that have no parameters. */
@Injectable()
export class WithoutParameters implements CanActivate {
  /** @throws LedgerError `invalid-request` if there is one. */
  canActivate(context: ExecutionContext): boolean {
    const fault = faultOf(context.switchToHttp().getRequest<FastifyRequest>(), 'it has none');
    if (fault !== null) throw fault;
    return true;
  }
}

function faultOf({ query }: FastifyRequest, why: string): LedgerError | null {
  const [first] = Object.keys((query as object | null) ?? {});
  return first === undefined
    ? null
    : refusal(`${first} is not a parameter of this address: ${why}`);
}
