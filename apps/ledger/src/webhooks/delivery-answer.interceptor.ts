import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { DeliveryResult } from '@subledger/ingestion';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ProblemError } from '../http/problem.js';
import { webhookEnvironment } from '../http/webhook-path.js';
import { DeliveryMetrics } from '../metrics/delivery-metrics.js';

/** What was done with a delivery → what its sender is told. */
@Injectable()
export class DeliveryAnswerInterceptor implements NestInterceptor<DeliveryResult> {
  readonly #metrics: DeliveryMetrics;

  constructor(metrics: DeliveryMetrics) {
    this.#metrics = metrics;
  }

  intercept(
    context: ExecutionContext,
    next: CallHandler<DeliveryResult>,
  ): Observable<Readonly<Record<string, unknown>>> {
    const { url } = context.switchToHttp().getRequest<FastifyRequest>();
    const environment = webhookEnvironment(url);
    return next.handle().pipe(
      map((result) => {
        const answer = answerTo(result);
        if (environment !== null && environment !== 'unknown') {
          const name = 'eventName' in result ? result.eventName : undefined;
          this.#metrics.count(environment, result.outcome, name);
        }
        return answer;
      }),
    );
  }
}

/** @throws ProblemError for a delivery in quarantine */
function answerTo(result: DeliveryResult): Readonly<Record<string, unknown>> {
  switch (result.outcome) {
    case 'verification':
      return result.answer;
    case 'quarantined': {
      const { code, reason, eventId, position } = result;
      throw new ProblemError(code, reason, { extensions: { eventId, position } });
    }
    case 'accepted':
    case 'duplicate':
    case 'conflict': {
      const { outcome, eventId, position } = result;
      return { outcome, eventId, position };
    }
  }
}
