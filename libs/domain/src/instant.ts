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
export function instantFromEpochMs(epochMs: number): Instant | null {
  if (!(epochMs >= FIRST_EPOCH_MS && epochMs <= LAST_EPOCH_MS)) return null;
  return `${new Date(epochMs).toISOString().slice(0, -1)}000Z` as Instant;
}

/** The years 0000 to 9999. */
const FIRST_EPOCH_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_EPOCH_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The earlier of two instants. */
export const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

/** The later of two instants. */
export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** `instant` moved by `durationMs` (whole milliseconds, may be negative); held inside the years 0000–9999. */
export function shift(instant: Instant, durationMs: number): Instant {
  const micros = instant.slice(23, 26);
  const moved = instantFromEpochMs(Date.parse(`${instant.slice(0, 23)}Z`) + durationMs);
  if (moved === null) return durationMs > 0 ? LAST_INSTANT : FIRST_INSTANT;
  return `${moved.slice(0, 23)}${micros}Z` as Instant;
}

export const FIRST_INSTANT = '0000-01-01T00:00:00.000000Z' as Instant;
export const LAST_INSTANT = '9999-12-31T23:59:59.999999Z' as Instant;

/** `2026-01-01T00:00:00Z`, with a fraction only where there is one: how answers write an instant. */
export const formatInstant = (instant: Instant): string =>
  instant.replace(/\.(\d*?)0*Z$/, (_, fraction: string) =>
    fraction === '' ? 'Z' : `.${fraction}Z`,
  );
