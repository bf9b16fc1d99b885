import { readInstant } from '@subledger/adapty';
import { ValidateBy, type ValidationOptions } from 'class-validator';

const accept =
  (name: string, validate: (text: string) => boolean) =>
  (options?: ValidationOptions): PropertyDecorator =>
    ValidateBy(
      {
        name,
        validator: {
          validate: (value: unknown) => typeof value === 'string' && validate(value),
        },
      },
      options,
    );

/** A text that names one moment, in any of the forms that the ledger reads. */
export const IsInstantText = accept('isInstantText', (text) => readInstant(text) !== undefined);

/** The same, or a day such as `2026-01-01`. */
export const IsDayOrInstant = accept(
  'isDayOrInstant',
  (text) => (readInstant(text) ?? readInstant(`${text}T00:00:00Z`)) !== undefined,
);
