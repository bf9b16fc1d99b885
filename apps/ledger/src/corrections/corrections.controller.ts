import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import type { ByHandResult } from '@subledger/ingestion';
import { RequireScope } from '../access/access.decorators.js';
import { JsonBodyPipe } from '../http/json-body.pipe.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { CUSTOMER_USER_ID, EVENT_ID } from '../openapi/parameters.js';
import { ExactBody } from '../http/exact-body.decorator.js';
import { AnnotationBody, SupersedeBody, SupersedeBodyPipe } from './bodies.js';
import { Corrections } from './corrections.js';
import { IdempotencyKey } from './idempotency-key.decorator.js';

class ByHandAnswer implements Omit<ByHandResult, 'position'> {
  @ApiProperty({
    enum: ['accepted', 'duplicate'],
    description: 'duplicate: the same request was recorded before.',
  })
  readonly outcome!: ByHandResult['outcome'];
  @ApiProperty({ format: 'uuid', description: 'The recorded event.' }) readonly eventId!: string;
  @ApiProperty({ example: '42' }) readonly position!: string;
}

const KEY = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'Two requests with the same key are recorded once; without a key, two requests with the same content.',
} as const;

@ApiTags('Corrections')
@RequireScope('admin')
@ApiHeader(KEY)
@ApiProblem(400, 'The body or the key is wrong.')
@ApiProblem(422, 'The Idempotency-Key was used before with another request.')
@ApiProblem(503, 'The store is not accepting writes right now.')
@Controller('v1')
export class CorrectionsController {
  readonly #corrections: Corrections;

  constructor(corrections: Corrections) {
    this.#corrections = corrections;
  }

  @Post('customers/:customerUserId/annotations')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record a note on a customer; it changes no answer' })
  @ApiBody({ type: AnnotationBody })
  @ApiParam(CUSTOMER_USER_ID)
  @ApiOkResponse({ type: ByHandAnswer, description: 'The note is recorded.' })
  @ApiProblem(404, 'No recorded event names this customer, or has this id.')
  annotate(
    @Param('customerUserId') customerUserId: string,
    @ExactBody(JsonBodyPipe) body: AnnotationBody,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ByHandResult> {
    return this.#corrections.annotate(customerUserId, body, key);
  }

  @Post('events/:eventId/supersede')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Withdraw a recorded event, optionally putting another in its place',
    description:
      'Both stay in the log. By what was known before the correction, the original still counts.',
  })
  @ApiBody({ type: SupersedeBody })
  @ApiParam(EVENT_ID)
  @ApiOkResponse({ type: ByHandAnswer, description: 'The correction is recorded.' })
  @ApiProblem(404, 'No recorded event has this id.')
  @ApiProblem(409, 'The event was superseded before, or never counted.')
  supersede(
    @Param('eventId') eventId: string,
    @ExactBody(SupersedeBodyPipe) body: SupersedeBody,
    @IdempotencyKey() key: string | undefined,
  ): Promise<ByHandResult> {
    return this.#corrections.supersede(eventId, body, key);
  }
}
