import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Configuration } from '@subledger/configuration';
import { Gate } from '../access/gate.js';
import { guardRoutes, type Refuse } from '../access/guard-routes.js';
import { answerClientError } from './client-error.js';
import { requestIdOf } from './request-id.js';
import type { RouteTable } from './route-table.js';

/** A sender gives up after ten seconds (Adapty's page "Webhook integration"): no body may take longer. */
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the usual 60 s of load balancers, so that they close idle connections, not we. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Silence on a connection that still awaits an answer; longer than any wait that a query may ask for. */
const CONNECTION_TIMEOUT_MS = 120_000;
/** Customer ids are free text, and percent-encoding triples it. */
const LONGEST_PARAMETER = 3_072;

/** The content type that every body is treated as. */
const ANY_BYTES = 'application/octet-stream';

/** Fastify configured for the ledger: bounded in time and size, and indifferent to what a body means. */
export function createFastifyAdapter(
  configuration: Configuration,
  routes: RouteTable,
  refuse: Refuse,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: configuration.maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 2_000 },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // `Traffic` answers these itself, with a problem.
    return503OnClosing: false,
    genReqId: ({ headers }: IncomingMessage) => requestIdOf(headers),
    clientErrorHandler: answerClientError,
    frameworkErrors: refuse,
    // Anybody who sends `X-Forwarded-For` can write any address into it.
    trustProxy: configuration.trustedProxies.length > 0 && [...configuration.trustedProxies],
    logger: false,
  });
  guardRoutes(adapter.getInstance(), routes, new Gate(configuration), refuse);
  keepBodiesExact(adapter);
  return adapter;
}

/** One parser for every content type, which passes the bytes on. */
function keepBodiesExact(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  // Registered by its name as well, because Fastify does not cache a type that only the catch-all matches: it
  // would parse it, and look for its parser, for each request.
  fastify.addContentTypeParser([ANY_BYTES, '*'], { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    // Fastify refuses a header that it cannot parse. The header does not matter here, and the body of a webhook
    // must reach the log or the quarantine whatever the header says.
    if (request.headers['content-type'] !== undefined) {
      request.headers['content-type'] = ANY_BYTES;
    }
    done();
  });
}
