import { type ArgumentMetadata, type Type, ValidationPipe } from '@nestjs/common';
import { refusalOf } from '../http/refusal.js';

/**
 * Validates a question's parameters. One that nobody knows is refused: a mistyped `at` that is passed over in
 * silence would answer about now.
 */
class ParametersPipe extends ValidationPipe {
  /** What holds for a question without parameters. */
  readonly #defaults = new Map<Type, unknown>();

  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: (faults) => refusalOf(faults, 'parameter of this query'),
    });
  }

  /** Most questions have no parameters, and to find each time that nothing is wrong with them takes as long as to answer. */
  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (metatype === undefined || !isEmpty(given)) return super.transform(given, metadata);
    if (!this.#defaults.has(metatype))
      this.#defaults.set(metatype, Object.freeze(await super.transform(given, metadata)));
    return this.#defaults.get(metatype);
  }
}

const isEmpty = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && Object.keys(given).length === 0;

export const parametersPipe = new ParametersPipe();
