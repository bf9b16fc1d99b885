import type { FastifyInstance } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';

/** Probes come every few seconds and would drown the rest. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** One line a request: which route, how it ended, how long it took. Nothing that a person sent. */
export function logRequests(fastify: FastifyInstance, log: PinoLogger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const level = reply.statusCode >= 500 ? 'warn' : QUIET.has(route) ? 'debug' : 'info';
    log[level](
      {
        reqId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
