import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ENVIRONMENTS } from '@subledger/domain';
import { IsIn, IsOptional } from 'class-validator';
import { ENVIRONMENT } from './parameters.js';

/** The environment of a query or a body. If it is left out, the member keeps its own default. */
export const EnvironmentParameter = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional(ENVIRONMENT),
    IsOptional(),
    IsIn(ENVIRONMENTS, { message: `environment must be ${ENVIRONMENTS.join(' or ')}` }),
  );
