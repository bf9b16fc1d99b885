import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ENVIRONMENTS } from '@subledger/domain';
import { IsIn, IsOptional } from 'class-validator';
import { ENVIRONMENT } from './parameters.js';

/** In which of the two worlds a question or a body is. Where it is left out, the member's own value counts. */
export const EnvironmentParameter = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional(ENVIRONMENT),
    IsOptional(),
    IsIn(ENVIRONMENTS, { message: `environment must be ${ENVIRONMENTS.join(' or ')}` }),
  );
