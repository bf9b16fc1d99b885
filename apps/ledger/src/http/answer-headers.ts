import type { FastifyInstance } from 'fastify';

/** What every answer has: its request's id, and that nobody keeps it, because most answers are about somebody. */
export function registerAnswerHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id).header('Cache-Control', 'no-store');
    done();
  });
}
