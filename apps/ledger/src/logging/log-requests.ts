import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import { webhookEnvironment } from '../http/webhook-path.js';

/** Probes come every few seconds and would drown the rest. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** One line a request: which route, how it ended, how long it took. Nothing that a person sent. */
export function logRequests(fastify: FastifyInstance, log: PinoLogger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const level = levelOf(request, reply.statusCode);
    if (log.logger.isLevelEnabled(level)) {
      log[level](
        {
          reqId: request.id,
          method: request.method,
          route: routeOf(request),
          status: reply.statusCode,
          durationMs: Math.round(reply.elapsedTime * 10) / 10,
        },
        'request',
      );
    }
    done();
  });
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

/** A webhook that was taken is in the log of events, and counted: a line for each would cost as much as a tenth of it. */
function levelOf(request: FastifyRequest, status: number): 'warn' | 'info' | 'debug' {
  if (status >= 500) return 'warn';
  const isTaken = status === 200 && webhookEnvironment(request.url) !== null;
  return isTaken || QUIET.has(routeOf(request)) ? 'debug' : 'info';
}
