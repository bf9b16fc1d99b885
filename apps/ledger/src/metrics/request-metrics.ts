import { Injectable } from '@nestjs/common';
import { ERROR_CODES, type ErrorCode } from '@subledger/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, Histogram, Registry } from 'prom-client';
import { webhookEnvironment } from '../http/webhook-path.js';
import { ROUTE_CLASSES, type RouteClass, routeClassOf } from './route-class.js';

/** From a fast query to the ten seconds after which Adapty gives up. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

type Observed = Histogram.Internal<'route_class' | 'status'>;

/** How long requests took, and which problems they were answered with. */
@Injectable()
export class RequestMetrics {
  /** By the first digit of the status, minus one. */
  readonly #observed: ReadonlyMap<RouteClass, readonly Observed[]>;
  readonly #problems: Counter<'code'>;

  constructor(registry: Registry) {
    const durations = new Histogram({
      name: 'subledger_http_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer, by class of route and of status',
      labelNames: ['route_class', 'status'],
      buckets: BUCKETS_SECONDS,
      registers: [registry],
    });
    this.#problems = new Counter({
      name: 'subledger_problems_total',
      help: 'application/problem+json answers by their stable code',
      labelNames: ['code'],
      registers: [registry],
    });
    for (const code of ERROR_CODES) this.#problems.inc({ code }, 0);
    // Looked up once instead of for each request: the combinations are few.
    this.#observed = new Map(
      ROUTE_CLASSES.map((routeClass) => [
        routeClass,
        STATUS_CLASSES.map((status) => durations.labels({ route_class: routeClass, status })),
      ]),
    );
  }

  observe(routeClass: RouteClass, status: number, seconds: number): void {
    this.#observed.get(routeClass)?.[Math.floor(status / 100) - 1]?.observe(seconds);
  }

  countProblem(code: ErrorCode): void {
    this.#problems.inc({ code });
  }
}

export function measureRequests(fastify: FastifyInstance, metrics: RequestMetrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.observe(classOf(request), reply.statusCode, reply.elapsedTime / 1_000);
    done();
  });
}

/** Fastify assembles a request's options on access, and for a webhook the address is enough. */
const classOf = (request: FastifyRequest): RouteClass =>
  webhookEnvironment(request.url) === null
    ? routeClassOf(request.routeOptions.url, request.url)
    : 'webhook';
