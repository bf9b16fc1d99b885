import { LedgerError } from '@subledger/domain';
import type { FastifyInstance } from 'fastify';
import type { ProblemFilter } from './problem.filter.js';
import type { Traffic } from './traffic.js';

/** Once the server stops, requests on open connections get a problem, and the connection closes with the answer. */
export function refuseWhileStopping(
  fastify: FastifyInstance,
  traffic: Traffic,
  filter: ProblemFilter,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!traffic.isStopping) {
      done();
      return;
    }
    filter.answer(new LedgerError('shutting-down', 'Send it again in a moment.'), request, reply);
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (traffic.isStopping) void reply.header('Connection', 'close');
    done();
  });
}
