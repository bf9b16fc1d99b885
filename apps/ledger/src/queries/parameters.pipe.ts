import { ValidationPipe } from '@nestjs/common';
import { LedgerError } from '@subledger/domain';

/**
 * Validates a question's parameters. One that nobody knows is refused: a mistyped `at` that is passed over in
 * silence would answer about now.
 */
export const parametersPipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (errors) => {
    const messages = errors.flatMap((error) => Object.values(error.constraints ?? {}));
    return new LedgerError('invalid-request', `${messages.join('; ')}.`);
  },
});
