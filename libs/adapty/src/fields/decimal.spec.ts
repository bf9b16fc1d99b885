import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyOf } from '../../test/bodies.js';
import { readDecimal } from './decimal.js';

describe('readDecimal', () => {
  it.each([
    [9.99, '9.99'],
    [12, '12'],
    [-4.5, '-4.5'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    ['9.990', '9.99'],
    ['+3', '3'],
    ['-0.00', '0'],
    ['1.5E2', '150'],
    ['.5', '0.5'],
    ['7.', '7'],
    ['007', '7'],
    ['14.989999999999999', '14.989999999999999'],
  ])('reads %j', (value, decimal) => {
    expect(readDecimal(value)).toBe(decimal);
  });

  it.each([
    null,
    undefined,
    '',
    ' 1',
    '1,5',
    '0x10',
    '1_000',
    'NaN',
    'Infinity',
    '1e999999999',
    '1e-999999999',
    '0e99999999999',
    '1e41',
    '9'.repeat(65),
    1e308,
    5e-324,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    [],
    [1],
    {},
  ])('finds no decimal in %j', (value) => {
    expect(readDecimal(value)).toBeUndefined();
  });

  it('keeps the digits of bare money that a float would change', () => {
    expect(readDecimal(bodyOf('{"price_usd": 16.990000000000000213}').price_usd)).toBe(
      '16.990000000000000213',
    );
  });

  it('reads its own writing, and only plain canonical decimals come out', () => {
    const numeral = fc.stringMatching(/^[+-]?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?$/);
    fc.assert(
      fc.property(fc.oneof(numeral, fc.double(), fc.string()), (value) => {
        const decimal = readDecimal(value);
        if (decimal === undefined) return;
        expect(decimal).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        expect(decimal).not.toBe('-0');
        expect(Number(decimal)).toBe(Number(value) + 0);
        if (decimal.length <= 64) expect(readDecimal(decimal)).toBe(decimal);
      }),
      { numRuns: 2000 },
    );
  });
});
