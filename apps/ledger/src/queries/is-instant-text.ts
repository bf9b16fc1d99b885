import { readInstant } from '@subledger/adapty';
import { LocalDays } from '@subledger/queries';
import { ValidateBy } from 'class-validator';

const wanting =
  (name: string, wanted: string, isWanted: (text: string) => boolean) => (): PropertyDecorator =>
    ValidateBy({
      name,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isWanted(value),
        defaultMessage: (told) =>
          `${told?.property ?? 'A value'} must be ${wanted}${hintOn(told?.value)}`,
      },
    });

const ZONE = /(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/;

/** Adapty leaves out the zone when it means UTC. A person who leaves it out may mean local time. */
const isZoned = (text: string): boolean => ZONE.test(text) && readInstant(text) !== undefined;

const isDay = (text: string): boolean => readInstant(`${text}T00:00:00Z`) !== undefined;

/** An unescaped `+` arrives as a space. */
const LOST_PLUS = /:\d\d(?:\.\d+)? \d\d(?::?\d\d)?$/;

const hintOn = (value: unknown): string =>
  typeof value === 'string' && LOST_PLUS.test(value) ? '; in an address, + is written %2B' : '';

const INSTANT = 'an instant with seconds and a zone, such as 2026-01-31T18:00:00Z';

/** A text that names one moment, wherever its reader is. */
export const IsInstantText = wanting('isInstantText', INSTANT, isZoned);

const isTimeZone = (name: string): boolean => {
  try {
    return new LocalDays(name).firstMomentOf('2026-01-01') !== undefined;
  } catch {
    return false;
  }
};

/** What `LocalDays` takes for a time zone. */
export const IsTimeZone = wanting(
  'isTimeZone',
  'a time zone such as America/New_York',
  (text) => NAMES_A_ZONE.test(text) && isTimeZone(text),
);

/** Temporal also takes an instant for the zone that is named in it. */
const NAMES_A_ZONE = /^(?:[A-Za-z][\w/+-]*|[+-]\d\d(?::?\d\d)?)$/;

/** The same, or a day such as `2026-01-31`. */
export const IsDayOrInstant = wanting(
  'isDayOrInstant',
  `a day such as 2026-01-31, or ${INSTANT}`,
  (text) => isDay(text) || isZoned(text),
);
