import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** For a server that shows one page, `/docs`, from its own files only. */
const addSecurityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // Swagger UI sets style attributes.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // The server speaks plain HTTP; whatever terminates TLS in front of it decides this.
  strictTransportSecurity: false,
});

/**
 * The headers are the same for every answer, so helmet runs only once: it would reassemble its policy for each
 * request, which took longer than parsing a webhook.
 */
export function registerSecurityHeaders(fastify: FastifyInstance): void {
  const sample = new ServerResponse(new IncomingMessage(new Socket()));
  addSecurityHeaders(sample.req, sample, (error) => {
    if (error instanceof Error) throw error;
  });
  const headers = sample.getHeaders();
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
