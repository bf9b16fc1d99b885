import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  FIRST_INSTANT,
  formatInstant,
  type Instant,
  instantFromEpochMs,
  LAST_INSTANT,
  shift,
} from './instant.js';

const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const DAY_MS = 86_400_000;

/** Less than a month, and no whole days, so that dates and hours of all kinds are met. */
const STRIDE_MS = 27 * DAY_MS + 12_345_678;

const epochMs = fc.oneof(
  fc.integer({ min: FIRST_MS, max: LAST_MS }),
  fc.integer({ min: -5 * DAY_MS, max: 5 * DAY_MS }),
  fc.integer({ min: FIRST_MS, max: FIRST_MS + DAY_MS }),
  fc.integer({ min: LAST_MS - DAY_MS, max: LAST_MS }),
);
const instants = fc
  .tuple(epochMs, fc.nat({ max: 999 }))
  .map(([ms, micros]) => instantOf(ms, String(micros).padStart(3, '0')));
const durations = fc.oneof(
  fc.integer({ min: -LAST_MS, max: LAST_MS }),
  fc.integer({ min: -400, max: 400 }).map((days) => days * DAY_MS),
  fc.integer({ min: -2000, max: 2000 }),
);

describe('the arithmetic of instants', () => {
  it('is that of the platform in every month of the years 0000 to 9999', () => {
    const wrong = [];
    let before = instantOf(FIRST_MS, '001');
    for (let ms = FIRST_MS + STRIDE_MS; ms <= LAST_MS; ms += STRIDE_MS) {
      const wanted = instantOf(ms, '001');
      if (shift(before, STRIDE_MS) !== wanted || shift(wanted, -STRIDE_MS) !== before)
        wrong.push(wanted);
      before = wanted;
    }
    expect(wrong).toEqual([]);
  });

  it('is that of the platform at every millisecond, and has no instant beyond the calendar', () => {
    fc.assert(
      fc.property(epochMs, (ms) => {
        expect(instantFromEpochMs(ms)).toBe(instantOf(ms, '000'));
      }),
    );
    const beyond = [FIRST_MS - 1, LAST_MS + 1, NaN, Infinity, -Infinity];
    expect(beyond.map(instantFromEpochMs)).toEqual(beyond.map(() => null));
    expect([0.9, -0.9, 1e12 + 0.5].map(instantFromEpochMs)).toEqual(
      [0, 0, 1e12].map((ms) => instantOf(ms, '000')),
    );
  });

  it('shifts as the platform does, and no further than to the ends of the calendar', () => {
    fc.assert(
      fc.property(instants, durations, (instant, durationMs) => {
        expect(shift(instant, durationMs)).toBe(shiftedByDate(instant, durationMs));
      }),
      { numRuns: 5000 },
    );
  });

  it('counts a day that its month has not, and the hour 24, on into the next as the platform does', () => {
    const odd = ['2026-02-29', '2026-02-31', '2024-02-30', '2026-04-31', '2100-02-29'].map(
      (date) => `${date}T12:00:00.000000Z` as Instant,
    );
    const midnight = '2026-12-31T24:00:00.000000Z' as Instant;
    for (const instant of [...odd, midnight])
      expect(shift(instant, 0)).toBe(shiftedByDate(instant, 0));
  });

  it('writes no zeros at the end of a fraction', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          instants,
          fc.integer({ min: 0, max: 4e9 }).map((s) => instantOf(s * 1000, '000')),
        ),
        (instant) => {
          expect(formatInstant(instant)).toBe(instant.replace(/\.?0*Z$/, 'Z'));
        },
      ),
    );
  });
});

const instantOf = (ms: number, micros: string): Instant =>
  `${new Date(ms).toISOString().slice(0, -1)}${micros}Z` as Instant;

function shiftedByDate(instant: Instant, durationMs: number): Instant {
  const moved = Date.parse(`${instant.slice(0, 23)}Z`) + durationMs;
  if (moved >= FIRST_MS && moved <= LAST_MS) return instantOf(moved, instant.slice(23, 26));
  return durationMs > 0 ? LAST_INSTANT : FIRST_INSTANT;
}
