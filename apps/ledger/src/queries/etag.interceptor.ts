import { hash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

/**
 * What changes with every webhook and every second while the answer stays the same. Only at the top level: deeper
 * down, a sender chose the names.
 */
const NOT_THE_ANSWER = new Set(['at', 'position', 'lag']);

/** A tag of an answer's content; a caller that already has it gets an empty 304. */
@Injectable()
export class EtagInterceptor implements NestInterceptor<object, object | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object | undefined> {
    const http = context.switchToHttp();
    const asked = http.getRequest<FastifyRequest>().headers['if-none-match'];
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer) => {
        const tag = tagOf(answer);
        void reply.header('ETag', tag).header('Cache-Control', 'private, no-cache');
        if (asked === undefined || !holds(asked, tag)) return answer;
        void reply.status(304);
        return undefined;
      }),
    );
  }
}

function tagOf(answer: object): string {
  const said = Object.entries(answer).filter(([name]) => !NOT_THE_ANSWER.has(name));
  return `W/"${hash('sha256', JSON.stringify(said), 'base64url').slice(0, 27)}"`;
}

/** RFC 9110, section 13.1.2: a list of tags, compared weakly, or `*`. */
const holds = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.trim() === '*' ||
  ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === tag.replace(/^W\//, ''));
