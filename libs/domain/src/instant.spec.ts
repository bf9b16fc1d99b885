import { describe, expect, it } from '@jest/globals';
import { formatInstant, instantFromEpochMs, type Instant, shift } from './instant.js';

describe('instants', () => {
  it('are written with a fraction only where there is one', () => {
    expect(formatInstant('2026-01-01T00:00:00.000000Z' as Instant)).toBe('2026-01-01T00:00:00Z');
    expect(formatInstant('2026-01-01T00:00:00.120000Z' as Instant)).toBe('2026-01-01T00:00:00.12Z');
  });

  it('keep their microseconds when they are shifted', () => {
    expect(shift('2026-01-31T23:59:59.000123Z' as Instant, 1000)).toBe(
      '2026-02-01T00:00:00.000123Z',
    );
  });

  it('have four-digit years or are none', () => {
    expect(instantFromEpochMs(Date.UTC(2026, 0, 1))).toBe('2026-01-01T00:00:00.000000Z');
    expect(instantFromEpochMs(8.64e15)).toBeNull();
  });
});
