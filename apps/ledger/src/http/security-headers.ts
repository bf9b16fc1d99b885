import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Of a server that shows one page, `/docs`, from its own files only. */
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
  // The server speaks plain HTTP; whoever puts TLS in front of it decides this.
  strictTransportSecurity: false,
});

/**
 * The headers are the same for every answer, so helmet is asked once: for each request it would put its policy
 * together anew, which took longer than to parse a webhook.
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
