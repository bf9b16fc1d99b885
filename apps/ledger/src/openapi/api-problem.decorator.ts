import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemSchema } from './problem.schema.js';

/** An error answer of an operation. */
export const ApiProblem = (status: number, description: string): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemSchema),
    ApiResponse({
      status,
      description,
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemSchema) } } },
    }),
  );

/** For whatever reads the database of the read models. */
export const ApiReadModelsAway = (): MethodDecorator & ClassDecorator =>
  ApiProblem(503, 'The read models cannot answer now; ask again after `Retry-After`.');

/** The error answers of a query to the read models, whether the query or the read models are at fault. */
export const ApiQueryProblems = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiProblem(400, 'A parameter is wrong.'),
    ApiReadModelsAway(),
    ApiProblem(504, 'The read model did not reach minPosition within timeoutMs.'),
  );
