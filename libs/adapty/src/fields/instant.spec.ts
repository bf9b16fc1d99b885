import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@subledger/domain';
import { instantFromEpochMs } from '@subledger/domain';
import fc from 'fast-check';
import { readInstant } from './instant.js';

describe('readInstant', () => {
  it.each([
    ['2026-04-02T08:15:30.250001+0000', '2026-04-02T08:15:30.250001Z'],
    ['2026-04-02T08:15:30+0000', '2026-04-02T08:15:30.000000Z'],
    ['2026-04-02T08:15:30Z', '2026-04-02T08:15:30.000000Z'],
    ['2026-04-02t08:15:30z', '2026-04-02T08:15:30.000000Z'],
    ['2026-04-02T08:15:30.5+00:00', '2026-04-02T08:15:30.500000Z'],
    ['2026-04-02T08:15:30.123456789Z', '2026-04-02T08:15:30.123456Z'],
    ['2026-04-02 08:15:30.000009 +02', '2026-04-02T06:15:30.000009Z'],
    ['2026-12-31T23:00:00.000001-0530', '2027-01-01T04:30:00.000001Z'],
    ['2026-03-01T00:10:00+05:45', '2026-02-28T18:25:00.000000Z'],
    ['2026-04-02 08:15:30.250001', '2026-04-02T08:15:30.250001Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000000Z'],
    ['0050-06-01T00:00:00Z', '0050-06-01T00:00:00.000000Z'],
  ])('reads %s', (text, instant) => {
    expect(readInstant(text)).toBe(instant);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-04-02T24:00:00Z',
    '2026-04-02T25:00:00Z',
    '2026-04-02T08:60:00Z',
    '2026-04-02T08:15:60Z',
    '2026-04-02T08:15:30+2400',
    '2026-04-02T08:15:30.Z',
    '2026-04-02T08:15:30.1234567890Z',
    '0000-01-01T00:00:00+0001',
    '9999-12-31T23:59:59-0001',
    '12026-04-02T08:15:30Z',
    '-0001-04-02T08:15:30Z',
    '2026-04-02',
    '2026-04-02T08:15:30Zulu',
    '',
    ' ',
    'tomorrow',
    null,
    undefined,
    1_775_117_730_000,
    {},
    [],
  ])('finds no instant in %j', (value) => {
    expect(readInstant(value)).toBeUndefined();
  });

  it('reads back what is written at any offset, to the microsecond', () => {
    const dayMs = 86_400_000;
    const epochMs = fc.integer({
      min: Date.UTC(1, 0, 1) - 1900 * 365 * dayMs,
      max: Date.UTC(9999, 11, 30),
    });
    const offset = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 });
    const micros = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(epochMs, offset, micros, fc.boolean(), (ms, minutes, us, colon) => {
        const local = instantFromEpochMs(ms + minutes * 60_000);
        const utc = instantFromEpochMs(ms);
        fc.pre(local !== null && utc !== null);
        const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
        const east = Math.abs(minutes);
        const written = `${two(east / 60)}${colon ? ':' : ''}${two(east % 60)}`;
        const tail = String(us).padStart(3, '0');
        const text = `${local.slice(0, 23)}${tail}${minutes < 0 ? '-' : '+'}${written}`;
        expect(readInstant(text)).toBe(`${utc.slice(0, 23)}${tail}Z` as Instant);
      }),
      { numRuns: 2000 },
    );
  });
});
