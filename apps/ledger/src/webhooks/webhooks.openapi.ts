import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { ApiProblem } from '../openapi/api-problem.decorator.js';

export class DeliveryAnswer {
  @ApiProperty({
    enum: ['accepted', 'duplicate', 'conflict'],
    description:
      'accepted: recorded and durable. duplicate: recorded before with the same body. conflict: recorded ' +
      'before with another body; this one is kept beside it and never counts.',
  })
  readonly outcome!: string;

  @ApiProperty({ format: 'uuid', description: 'The id of the recorded event.' })
  readonly eventId!: string;

  @ApiProperty({
    description: 'Its place in the log: pass it as minPosition to a query that must include it.',
    example: '42',
  })
  readonly position!: string;
}

/** What both webhook addresses accept and answer. */
export const ApiDelivery = (): MethodDecorator =>
  applyDecorators(
    ApiBody({
      description:
        'The body as Adapty sends it (page "Webhook event types and fields"). It is kept byte for byte; ' +
        'fields that are not named here are accepted. {} and {"adapty_check":"…"} are verification ' +
        'requests and are not recorded.',
      schema: {
        type: 'object',
        additionalProperties: true,
        required: ['event_type'],
        properties: {
          event_type: { type: 'string', example: 'subscription_started' },
          profile_id: { type: 'string', nullable: true },
          customer_user_id: { type: 'string', nullable: true },
          event_datetime: { type: 'string', example: '2026-01-01T00:00:00.000000+0000' },
          event_properties: { type: 'object', nullable: true, additionalProperties: true },
        },
      },
    }),
    ApiOkResponse({ type: DeliveryAnswer, description: 'Nothing more needs to be sent.' }),
    ApiProblem(400, 'Kept whole in quarantine under the eventId in this answer; not an event.'),
    ApiProblem(413, 'Larger than MAX_BODY_BYTES; not recorded.'),
    ApiProblem(
      503,
      'Not recorded: send it again. webhook-secret-mismatch if the Authorization header is wrong; otherwise ' +
        'the store or the server is unavailable.',
    ),
  );
