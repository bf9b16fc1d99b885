import { describe, expect, it } from '@jest/globals';
import { spreadOf } from '../measure/spread.js';
import { figure, spreadText } from './figures.js';

describe('a figure', () => {
  it.each([
    [0, '0'],
    [3, '3'],
    [100_000, '100,000'],
    [12_345.6, '12,346'],
    [123.4, '123'],
    [45.67, '45.7'],
    [4.567, '4.57'],
    [0.4567, '0.457'],
    [0.00123, '0.001'],
    [-4.5678, '-4.57'],
  ])('%d is written %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it.each([
    [[5], '5'],
    [[3, 1, 2], '2 (1–3)'],
    [[1, 2, 3, 4], '2.50 (1–4)'],
  ])('of the runs %j is %s', (values, text) => {
    expect(spreadText(spreadOf(values))).toBe(text);
  });

  it('of no run is none', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});
