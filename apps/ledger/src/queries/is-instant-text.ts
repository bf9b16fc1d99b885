import { readInstant } from '@subledger/adapty';
import { wanting } from './wanting.js';

const ZONE = /(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/;

/** Adapty leaves out the zone when it means UTC. A person who leaves it out may mean local time. */
const isZoned = (text: string): boolean => ZONE.test(text) && readInstant(text) !== undefined;

const isDay = (text: string): boolean => readInstant(`${text}T00:00:00Z`) !== undefined;

const INSTANT = 'an instant with seconds and a zone, such as 2026-01-31T18:00:00Z';

/** A text that names one moment, wherever its reader is. */
export const IsInstantText = wanting('isInstantText', INSTANT, isZoned);

/** The same, or a day such as `2026-01-31`. */
export const IsDayOrInstant = wanting(
  'isDayOrInstant',
  `a day such as 2026-01-31, or ${INSTANT}`,
  (text) => isDay(text) || isZoned(text),
);
