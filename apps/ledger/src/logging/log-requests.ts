import type { FastifyInstance } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import { webhookEnvironment } from '../http/webhook-path.js';

/** Probes come every few seconds and would drown the rest. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** One line a request: which route, how it ended, how long it took. Nothing that a person sent. */
export function logRequests(fastify: FastifyInstance, log: PinoLogger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const level = levelOf(route, reply.statusCode);
    if (log.logger.isLevelEnabled(level)) {
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
    }
    done();
  });
}

/** A webhook that was taken is in the log of events, and counted: a line for each would cost as much as a tenth of it. */
function levelOf(route: string, status: number): 'warn' | 'info' | 'debug' {
  if (status >= 500) return 'warn';
  const isTaken = status === 200 && webhookEnvironment(route) !== null;
  return isTaken || QUIET.has(route) ? 'debug' : 'info';
}
