import type { FastifyInstance } from 'fastify';

/** What every answer has: its request's id, and that nobody keeps it, because most answers are about somebody. */
export function registerAnswerHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    // In lower case, in which Fastify would have to put them for each answer anew.
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    done();
  });
}
