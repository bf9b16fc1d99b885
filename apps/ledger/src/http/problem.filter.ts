import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { Configuration, type Role } from '@subledger/configuration';
import { LedgerError } from '@subledger/domain';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DeliveryMetrics } from '../metrics/delivery-metrics.js';
import { RequestMetrics } from '../metrics/request-metrics.js';
import { type Problem, ProblemError, problemOf } from './problem.js';
import { roleOfPath } from './role-of-path.js';
import { RouteTable } from './route-table.js';
import { sendProblem } from './send-problem.js';
import { retriable, webhookEnvironment } from './webhook-path.js';

/** Every error leaves the server here, as `application/problem+json` with a stable code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #routes: RouteTable;
  readonly #roles: readonly Role[];
  readonly #metrics: DeliveryMetrics;
  readonly #requests: RequestMetrics;
  readonly #log: PinoLogger;

  constructor(
    routes: RouteTable,
    { roles }: Configuration,
    metrics: DeliveryMetrics,
    requests: RequestMetrics,
    @InjectPinoLogger(ProblemFilter.name) log: PinoLogger,
  ) {
    this.#routes = routes;
    this.#roles = roles;
    this.#metrics = metrics;
    this.#requests = requests;
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for errors that occur before Nest sees the request. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent) return;
    const problem = this.#problemFor(error, request);
    this.#requests.countProblem(problem.code);
    if (problem.code === 'internal-error') {
      this.#log.error({ err: error, reqId: request.id }, 'an unexpected error');
    }
    sendProblem(request, reply, problem);
  }

  #problemFor(error: unknown, request: FastifyRequest): Problem {
    const problem = this.#orMethodNotAllowed(problemOf(error), request);
    const environment = webhookEnvironment(request.url);
    if (environment === null) return problem;
    const answer = retriable(problem);
    this.#metrics.countProblem(environment, answer.code);
    return answer;
  }

  #orMethodNotAllowed(problem: Problem, request: FastifyRequest): Problem {
    if (problem.code !== 'not-found' || !request.is404) return problem;
    const methods = this.#routes.methodsFor(request.url);
    const role = roleOfPath(request.url);
    // Never 404, which would end a webhook's delivery for good, or read as "there is no such customer".
    if (methods.length === 0 && role !== null && !this.#roles.includes(role)) {
      const sentence = `This process does not have the role ${role}: its roles are ${this.#roles.join(', ')}.`;
      return problemOf(new LedgerError('role-not-here', sentence));
    }
    if (methods.length === 0) {
      // Fastify's own message would repeat the address, which may name a customer.
      return { ...problem, detail: 'There is no such address.' };
    }
    const allow = methods.join(', ');
    return problemOf(
      new ProblemError('method-not-allowed', `This address accepts ${allow}.`, {
        headers: { Allow: allow },
      }),
    );
  }
}
