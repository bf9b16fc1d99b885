import { type Instant, instantFromEpochMs } from '@subledger/domain';

const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:[.,](\d{1,9}))? ?(?:[Zz]|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?$/;

/** The form in which Adapty writes almost every instant. */
const USUAL = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}(?:Z|\+00:?00)$/;
/** `2024-11-15T10:45:36.181000`. */
const USUAL_CHARACTERS = 26;

const MINUTE_MS = 60_000;

/** The parts of `+01:00`, `-0530`, `+05` → milliseconds east of UTC. */
function offsetMs(sign: string, hours: string, minutes: string): number {
  const total = Number(hours) * 60 + Number(minutes);
  return (sign === '-' ? -total : total) * MINUTE_MS;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * By the Gregorian calendar, because `Date.parse` takes 30 February for 1 March.
 *
 * @param date begins with a date.
 */
function isCalendarDay(date: string): boolean {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** The domain's `shift` clamps an instant to the years 0000–9999; here an instant outside of them is unreadable. */
function shiftInRange(instant: Instant, byMs: number): Instant | undefined {
  const moved = instantFromEpochMs(Date.parse(`${instant.slice(0, 23)}Z`) + byMs);
  return moved === null ? undefined : (`${moved.slice(0, 23)}${instant.slice(23)}` as Instant);
}

/**
 * A date-time → an instant, keeping microseconds and dropping anything finer.
 *
 * Adapty's page "Webhook event types and fields" shows `2024-11-15T10:45:36.181000+0000`; bodies also come without
 * a fraction, with `Z`, `+00:00` or another offset, and with a space instead of the `T`. A date-time without an
 * offset is taken as UTC. A day that does not exist, or a year outside 0000–9999 once the offset is applied, is
 * unreadable.
 */
export function readInstant(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  if (USUAL.test(value))
    return isCalendarDay(value) ? (`${value.slice(0, USUAL_CHARACTERS)}Z` as Instant) : undefined;
  const [, date, time, fraction = '', sign = '+', hours = '0', minutes = '0'] =
    DATE_TIME.exec(value) ?? [];
  if (date === undefined || time === undefined || !isCalendarDay(date)) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const asIfUtc = `${date}T${time}.${micros}Z` as Instant;
  const offset = offsetMs(sign, hours, minutes);
  return offset === 0 ? asIfUtc : shiftInRange(asIfUtc, -offset);
}
