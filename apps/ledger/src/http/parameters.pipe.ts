import { type ArgumentMetadata, type Type, ValidationPipe } from '@nestjs/common';
import { refusalOf } from './refusal.js';

/**
 * Validates a query's parameters. Unknown ones are refused: if a mistyped `at` were ignored, the answer would be
 * about now.
 */
class ParametersPipe extends ValidationPipe {
  /** The result for a query without parameters, by type. */
  readonly #defaults = new Map<Type, unknown>();

  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: (faults) => refusalOf(faults, 'parameter of this query'),
    });
  }

  /**
   * Most queries have no parameters, and finding each time that nothing is wrong with them takes as long as
   * answering.
   */
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
