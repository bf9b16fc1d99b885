import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RouteClass, routeClassOf } from '../metrics/route-class.js';
import type { Span, Tracing } from './tracing.js';

/** What a request is a step of; probes and descriptions are none. */
const STEP_OF_CLASS: Partial<Record<RouteClass, string>> = {
  webhook: 'receive',
  status: 'query',
  list: 'query',
  report: 'query',
  projections: 'operate',
};

/** A span for each request of a route. What its handler begins belongs to it. */
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
  // Not before: the body's arrival would lose what the span's context is.
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
    // The request's line in the log is written by a hook behind this one.
    span.within(done);
  });
}
