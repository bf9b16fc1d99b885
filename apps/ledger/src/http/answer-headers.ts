import type { FastifyInstance } from 'fastify';

/** Headers of every answer: its request's id, and no caching, because most answers are about a person. */
export function registerAnswerHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    // In lower case, or Fastify would have to convert the names for each answer.
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    done();
  });
}
