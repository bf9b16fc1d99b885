import { describe, expect, it } from '@jest/globals';
import { bodyOf } from '../../test/bodies.js';
import { readBoolean } from './boolean.js';
import { readCode } from './code.js';
import { readCount } from './count.js';
import { readId, readUuidOrId } from './id.js';
import { readText } from './text.js';

const UNREADABLE = [null, undefined, '', [], {}, [1], Number.NaN];

describe('readId', () => {
  it('gives one text for a number and a string of the same digits', () => {
    const body = bodyOf(
      '{"a":"480001","b":480001,"c":2000000912345678901,"d":"2000000912345678901","e":1e20}',
    );
    expect(readId(body.a)).toBe('480001');
    expect(readId(body.b)).toBe('480001');
    expect(readId(body.c)).toBe('2000000912345678901');
    expect(readId(body.d)).toBe('2000000912345678901');
    expect(readId(body.e)).toBe('100000000000000000000');
  });

  it.each(['GPA.3300-1111-2222-33333..7', ' padded ', '007', '\u0000', '\ud800', '1.0'])(
    'keeps %j as it is',
    (id) => {
      expect(readId(id)).toBe(id);
    },
  );

  it.each([...UNREADABLE, 1.5, true, Number.POSITIVE_INFINITY])('finds none in %j', (value) => {
    expect(readId(value)).toBeUndefined();
  });

  it('takes the case off UUIDs only', () => {
    expect(readUuidOrId('5F0C9D3E-1B7A-4C55-9E21-0A4D7C6B8F90')).toBe(
      '5f0c9d3e-1b7a-4c55-9e21-0a4d7c6b8f90',
    );
    expect(readUuidOrId('Reader-17')).toBe('Reader-17');
  });
});

describe('readBoolean', () => {
  it.each([true, 'true', 'True', 'TRUE', 1, '1'])('reads %j as true', (value) => {
    expect(readBoolean(value)).toBe(true);
  });

  it.each([false, 'false', 'False', 0, -0, '0'])('reads %j as false', (value) => {
    expect(readBoolean(value)).toBe(false);
  });

  it.each([...UNREADABLE, 2, 'yes', ' true'])('finds none in %j', (value) => {
    expect(readBoolean(value)).toBeUndefined();
  });
});

describe('readCount', () => {
  it('reads whole numbers from zero', () => {
    expect([3, '12', 0, '0', -0].map(readCount)).toEqual([3, 12, 0, 0, 0]);
  });

  it.each([...UNREADABLE, -1, 1.5, '-1', '1.0', 2 ** 53, '1'.repeat(16), true])(
    'finds none in %j',
    (value) => {
      expect(readCount(value)).toBeUndefined();
    },
  );
});

describe('readCode', () => {
  it('reads country and currency codes in capitals', () => {
    expect(['DE', 'de', 'usd', 'USA'].map(readCode)).toEqual(['DE', 'DE', 'USD', 'USA']);
  });

  it.each([...UNREADABLE, 'E', 'Euro', 'U$', 840])('finds none in %j', (value) => {
    expect(readCode(value)).toBeUndefined();
  });
});

describe('readText', () => {
  it('keeps any text as it came', () => {
    expect([' a ', '\u0000', '\udc00'].map(readText)).toEqual([' a ', '\u0000', '\udc00']);
  });

  it.each([...UNREADABLE, 5, true])('finds none in %j', (value) => {
    expect(readText(value)).toBeUndefined();
  });
});
