import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import { webhookEnvironment } from '../http/webhook-path.js';

/** Probes come every few seconds and would drown out the rest. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * One line per request: which route, how it ended, how long it took; nothing that a person sent. And one for an answer
 * that breaks off, because its status was sent long before.
 */
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
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (payload instanceof Readable)
      payload.once('error', (error) => {
        log.error(
          { reqId: request.id, route: routeOf(request), err: error },
          'an answer broke off',
        );
      });
    done();
  });
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

/**
 * An accepted webhook is in the log of events, and counted: a line for each would cost a tenth of the work of
 * recording it.
 */
function levelOf(request: FastifyRequest, status: number): 'warn' | 'info' | 'debug' {
  if (status >= 500) return 'warn';
  const isTaken = status === 200 && webhookEnvironment(request.url) !== null;
  return isTaken || QUIET.has(routeOf(request)) ? 'debug' : 'info';
}
