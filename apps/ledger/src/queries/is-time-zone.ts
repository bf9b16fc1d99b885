import { LocalDays } from '@subledger/queries';
import { wanting } from './wanting.js';

/** Temporal also takes an instant for the zone that is named in it. */
const NAMES_A_ZONE = /^(?:[A-Za-z][\w/+-]*|[+-]\d\d(?::?\d\d)?)$/;

const isTaken = (name: string): boolean => {
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
  (text) => NAMES_A_ZONE.test(text) && isTaken(text),
);
