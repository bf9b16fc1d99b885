import type { Instant } from '../src/instant.js';

/** Microseconds since 1970: whole numbers below 2^53, so a test may reckon with them exactly. */
export type Micros = number;

export const SECOND: Micros = 1_000_000;
export const MINUTE: Micros = 60 * SECOND;
export const HOUR: Micros = 60 * MINUTE;
export const DAY: Micros = 24 * HOUR;

/** Every generated history begins in January 2026, a little off the full second. */
export const BEGINNING: Micros = Date.UTC(2026, 0, 1, 9, 30, 15) * 1000 + 123_456;

const fraction = (micros: Micros): string => String(micros % 1000).padStart(3, '0');

export const toInstant = (micros: Micros): Instant =>
  `${new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1)}${fraction(micros)}Z` as Instant;

/** As Adapty writes it: microseconds, and an offset without a colon. */
export const toBodyDate = (micros: Micros): string => toInstant(micros).replace('Z', '+0000');

export const fromInstant = (instant: Instant): Micros =>
  Date.parse(`${instant.slice(0, 23)}Z`) * 1000 + Number(instant.slice(23, 26));
