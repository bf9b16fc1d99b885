import { readInstant } from '@subledger/adapty';
import { ValidateBy, type ValidationOptions } from 'class-validator';

/** A text that names one moment, in any of the forms that the ledger reads. */
export const IsInstantText = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isInstantText',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && readInstant(value) !== undefined,
      },
    },
    options,
  );
