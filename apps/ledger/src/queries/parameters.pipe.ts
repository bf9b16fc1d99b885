import { ValidationPipe } from '@nestjs/common';
import { refusalOf } from '../http/refusal.js';

/**
 * Validates a question's parameters. One that nobody knows is refused: a mistyped `at` that is passed over in
 * silence would answer about now.
 */
export const parametersPipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (faults) => refusalOf(faults, 'parameter of this question'),
});
