import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { LedgerError } from '@subledger/domain';
import type { FastifyRequest } from 'fastify';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The header of that name; undefined if it was not sent. @throws LedgerError `invalid-request` */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const key = headers['idempotency-key'];
    if (key === undefined) return undefined;
    if (typeof key === 'string' && KEY.test(key)) return key;
    throw new LedgerError(
      'invalid-request',
      'Idempotency-Key must be 1 to 255 visible ASCII characters without spaces.',
    );
  },
);
