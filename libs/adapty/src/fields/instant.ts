import { type Instant, instantFromEpochMs } from '@subledger/domain';

const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:[.,](\d{1,9}))? ?(?:[Zz]|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?$/;

const MINUTE_MS = 60_000;

/** The parts of `+01:00`, `-0530`, `+05` → milliseconds east of UTC. */
function offsetMs(sign: string, hours: string, minutes: string): number {
  const total = Number(hours) * 60 + Number(minutes);
  return (sign === '-' ? -total : total) * MINUTE_MS;
}

/** `Date.parse` takes 30 February for 1 March. */
function isCalendarDay(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/**
 * A date-time → an instant, with its microseconds kept and anything finer cut off.
 *
 * Adapty's page "Webhook event types and fields" shows `2024-11-15T10:45:36.181000+0000`; bodies also come
 * without a fraction, with `Z`, `+00:00` or another offset, and with a space for the `T`. A date-time without
 * an offset is UTC, as in Adapty's exports. A day that no calendar has, or a year outside 0000–9999 after the
 * offset is taken off, is unreadable.
 */
export function readInstant(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  const [, date, time, fraction = '', sign = '+', hours = '0', minutes = '0'] =
    DATE_TIME.exec(value) ?? [];
  if (date === undefined || time === undefined || !isCalendarDay(date)) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const epochMs =
    Date.parse(`${date}T${time}.${micros.slice(0, 3)}Z`) - offsetMs(sign, hours, minutes);
  const instant = instantFromEpochMs(epochMs);
  return instant === null ? undefined : (`${instant.slice(0, 23)}${micros.slice(3)}Z` as Instant);
}
