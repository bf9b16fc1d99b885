import { civilDate, daysSinceEpoch } from './calendar.js';

/**
 * A moment in UTC with microseconds, always written in the same 27 characters
 * (`2026-01-01T00:00:00.000000Z`), so that comparing two instants is comparing two strings
 * and no instant ever passes through a float. Years 0000 to 9999.
 */
export type Instant = string & { readonly __instant: never };

const CANONICAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

export const isInstant = (text: string): text is Instant =>
  CANONICAL.test(text) && !Number.isNaN(Date.parse(text));

/** Milliseconds since the epoch → instant, or null where the year has not four digits. */
export const instantFromEpochMs = (epochMs: number): Instant | null =>
  isWithinCalendar(epochMs) ? write(Math.trunc(epochMs), NO_MICROS) : null;

/** The years 0000 to 9999. */
const FIRST_EPOCH_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_EPOCH_MS = Date.parse('9999-12-31T23:59:59.999Z');

const isWithinCalendar = (epochMs: number): boolean =>
  epochMs >= FIRST_EPOCH_MS && epochMs <= LAST_EPOCH_MS;

/** The earlier of two instants. */
export const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

/** The later of two instants. */
export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** `instant` moved by `durationMs` (whole milliseconds, may be negative); held inside the years 0000–9999. */
export function shift(instant: Instant, durationMs: number): Instant {
  const moved = epochMsOf(instant) + durationMs;
  if (isWithinCalendar(moved)) return write(moved, instant);
  return durationMs > 0 ? LAST_INSTANT : FIRST_INSTANT;
}

export const FIRST_INSTANT = '0000-01-01T00:00:00.000000Z' as Instant;
export const LAST_INSTANT = '9999-12-31T23:59:59.999999Z' as Instant;

const NO_MICROS = FIRST_INSTANT;

/** Without its fraction: `2026-01-01T00:00:00`, the same for every instant of a second. */
export const secondOf = (instant: Instant): string => instant.slice(0, SECONDS_END);

/** `2026-01-01T00:00:00Z`, with a fraction only where there is one: how answers write an instant. */
export function formatInstant(instant: Instant): string {
  let end = MICROS_END;
  while (end > SECONDS_END + 1 && instant.charCodeAt(end - 1) === ZERO) end -= 1;
  return `${instant.slice(0, end > SECONDS_END + 1 ? end : SECONDS_END)}Z`;
}

/** The same for an instant that there may not be. */
export const formatInstantOrNull = (instant: Instant | null | undefined): string | null =>
  instant == null ? null : formatInstant(instant);

const SECONDS_END = '2026-01-01T00:00:00'.length;
const MICROS_END = '2026-01-01T00:00:00.000000'.length;

// ---------------------------------------------------------------------------------------------
// The 27 characters as numbers: each has its place, so no text is searched and none is put together of parts
// ---------------------------------------------------------------------------------------------

const ZERO = 48;
const [DASH, POINT, COLON, T, Z] = [45, 46, 58, 84, 90] as const;

const MS_A_DAY = 86_400_000;
const MS_AN_HOUR = 3_600_000;
const MS_A_MINUTE = 60_000;
const MS_A_SECOND = 1000;

/** Milliseconds since the epoch, without the microseconds behind them. */
const epochMsOf = (instant: Instant): number =>
  daysSinceEpoch(
    pairAt(instant, 0) * 100 + pairAt(instant, 2),
    pairAt(instant, 5),
    pairAt(instant, 8),
  ) *
    MS_A_DAY +
  pairAt(instant, 11) * MS_AN_HOUR +
  pairAt(instant, 14) * MS_A_MINUTE +
  pairAt(instant, 17) * MS_A_SECOND +
  (instant.charCodeAt(20) - ZERO) * 100 +
  pairAt(instant, 21);

/** The number that two digits of a text write. */
const pairAt = (text: string, place: number): number =>
  (text.charCodeAt(place) - ZERO) * 10 + text.charCodeAt(place + 1) - ZERO;

/** The instant of whole milliseconds since the epoch, with the microseconds behind them of another instant. */
function write(epochMs: number, micros: Instant): Instant {
  const days = Math.floor(epochMs / MS_A_DAY);
  const { year, month, day } = civilDate(days);
  const ofDay = epochMs - days * MS_A_DAY;
  const century = Math.floor(year / 100);
  const hour = Math.floor(ofDay / MS_AN_HOUR);
  const minute = Math.floor(ofDay / MS_A_MINUTE) % 60;
  const second = Math.floor(ofDay / MS_A_SECOND) % 60;
  const ms = ofDay % MS_A_SECOND;
  // prettier-ignore
  return String.fromCharCode(
    tens(century), ones(century), tens(year % 100), ones(year), DASH,
    tens(month), ones(month), DASH, tens(day), ones(day), T,
    tens(hour), ones(hour), COLON, tens(minute), ones(minute), COLON, tens(second), ones(second), POINT,
    ZERO + Math.floor(ms / 100), tens(ms % 100), ones(ms),
    micros.charCodeAt(23), micros.charCodeAt(24), micros.charCodeAt(25), Z,
  ) as Instant;
}

const tens = (number: number): number => ZERO + Math.floor(number / 10);

const ones = (number: number): number => ZERO + (number % 10);
