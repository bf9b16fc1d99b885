import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiParam, ApiProperty } from '@nestjs/swagger';
import type { BackfillResult } from '@subledger/ingestion';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { ENVIRONMENT } from '../openapi/parameters.js';
import { textOrNull } from '../openapi/properties.js';

class BackfillAnswer implements Omit<BackfillResult, 'position'> {
  @ApiProperty({
    enum: ['accepted', 'known', 'missing', 'skipped'],
    description:
      'accepted: recorded; known: a webhook, or a row before, told of the event; missing: nothing did, and this was a ' +
      'trial; skipped: it is about an access level, and does not say which.',
  })
  readonly outcome!: BackfillResult['outcome'];
  @ApiProperty({
    ...textOrNull,
    description: 'The event, also where a trial has not recorded it; null of what is skipped.',
  })
  readonly eventId!: string | null;
  @ApiProperty({ ...textOrNull, example: '42' }) readonly position!: string | null;
}

const EXAMPLE_ROW = {
  profile_id: '4e8c1d72-90b5-4c1a-8f3e-2a7d5b6c9e04',
  customer_user_id: 'mia',
  event_type: 'subscription_renewed',
  event_datetime: '2026-02-01T00:00:00.000000+0000',
  transaction_id: '2000000000000002',
  original_transaction_id: '2000000000000001',
  subscription_expires_at: '2026-03-01T00:00:00.000000+0000',
  environment: 'Production',
  store: 'app_store',
  product_id: 'pro.monthly',
  revenue_usd: '9.99',
} as const;

/** What the routes have in common that take a row. */
export const ApiRow = (): MethodDecorator =>
  applyDecorators(
    ApiParam({ name: 'environment', enum: ENVIRONMENT.enum, description: ENVIRONMENT.description }),
    ApiBody({ schema: { type: 'object', example: EXAMPLE_ROW } }),
    ApiOkResponse({ type: BackfillAnswer, description: 'The row is recorded, or need not be.' }),
    ApiProblem(400, 'It is no row of an export, or one of the other environment.'),
    ApiProblem(503, 'The store is not accepting writes right now.'),
  );
