import { ValidateBy } from 'class-validator';

/** A rule for a text of a query: what is wanted is said in the refusal. */
export const wanting =
  (name: string, wanted: string, isWanted: (text: string) => boolean) => (): PropertyDecorator =>
    ValidateBy({
      name,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isWanted(value),
        defaultMessage: (told) =>
          `${told?.property ?? 'A value'} must be ${wanted}${hintOn(told?.value)}`,
      },
    });

/** An unescaped `+` arrives as a space. */
const LOST_PLUS = /:\d\d(?:\.\d+)? \d\d(?::?\d\d)?$/;

const hintOn = (value: unknown): string =>
  typeof value === 'string' && LOST_PLUS.test(value) ? '; in an address, + is written %2B' : '';
