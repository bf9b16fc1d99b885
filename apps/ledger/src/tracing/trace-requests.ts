import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RouteClass, routeClassOf } from '../metrics/route-class.js';
import type { Span, Tracing } from './tracing.js';

/** Which span a request is; probes and descriptions have none. */
const STEP_OF_CLASS: Partial<Record<RouteClass, string>> = {
  webhook: 'receive',
  status: 'query',
  list: 'query',
  report: 'query',
  projections: 'operate',
};

/** A span for each request of a route. Whatever its handler starts belongs to it. */
export function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    const step = route === undefined ? undefined : STEP_OF_CLASS[routeClassOf(route, request.url)];
    if (step !== undefined && route !== undefined) {
      const span = tracing.begin(step, request.headers);
      const { method, id } = request;
      span.set({ 'http.request.method': method, 'http.route': route, 'subledger.request.id': id });
      spans.set(request, span);
    }
    done();
  });
  // Not earlier: the span's context would be lost when the body arrives.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.within(done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    if (span === undefined) {
      done();
      return;
    }
    span.set({ 'http.response.status_code': reply.statusCode });
    span.end();
    // A later hook writes the request's log line.
    span.within(done);
  });
}
