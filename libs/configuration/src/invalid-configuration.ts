/**
 * The start is refused: `message` is one line that names the variable or file, says what is wrong with it and what
 * it must be. It never repeats a secret. Its code is the ledger's `invalid-configuration`; this lib imports no
 * other, so it has its own small class.
 */
export class InvalidConfiguration extends Error {
  readonly code = 'invalid-configuration';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvalidConfiguration';
  }
}
