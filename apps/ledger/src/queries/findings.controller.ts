import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { FINDING_KINDS, type FindingKind } from '@subledger/domain';
import { ListFindings } from '@subledger/queries';
import { IsIn, IsOptional } from 'class-validator';
import { RequireScope } from '../access/access.decorators.js';
import { ApiQueryProblems } from '../openapi/api-problem.decorator.js';
import { FindingPageSchema } from './findings.openapi.js';
import { InstantParameter } from './parameter.decorators.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { worldOf, PageParameters } from './query-parameters.js';

class FindingsParameters extends PageParameters {
  @ApiPropertyOptional({ enum: FINDING_KINDS, description: 'Only findings of this kind.' })
  @IsOptional()
  @IsIn(FINDING_KINDS, { message: `kind must be one of ${FINDING_KINDS.join(', ')}` })
  readonly kind?: FindingKind;

  @InstantParameter({
    description: 'Only findings that appeared at or after this instant.',
    example: '2026-01-01T00:00:00Z',
  })
  readonly since?: string;
}

@ApiTags('Findings')
@RequireScope('read')
@ApiQueryProblems()
@Controller('v1/findings')
export class FindingsController {
  readonly #queries: QueryBus;

  constructor(queries: QueryBus) {
    this.#queries = queries;
  }

  @Get()
  @ApiOperation({
    summary:
      'What the recorded events show to be missing or contradictory, for all customers, as of now',
  })
  @ApiOkResponse({ type: FindingPageSchema, description: 'A page of findings.' })
  list(@Query(parametersPipe) parameters: FindingsParameters) {
    const { kind, cursor, limit } = parameters;
    const since = parameters.since === undefined ? undefined : readInstant(parameters.since);
    return this.#queries.execute(
      new ListFindings({
        ...worldOf(parameters),
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(kind === undefined ? {} : { kind }),
        ...(since === undefined ? {} : { since }),
      }),
    );
  }
}
