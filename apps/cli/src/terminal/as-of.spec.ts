import { expect, it } from '@jest/globals';
import type { Position } from '@subledger/domain';
import { asOfText } from './as-of.js';

const answer = {
  at: '2026-02-01T00:00:00Z',
  knownAt: null,
  position: '57' as Position,
  lag: 0,
} as const;

it.each([
  [answer, ''],
  [
    { ...answer, knownAt: '2026-03-01T00:00:00Z' },
    ', by what was recorded until 2026-03-01T00:00:00Z',
  ],
  [{ ...answer, lag: 1 }, ', up to position 57, 1 recorded event behind'],
  [{ ...answer, lag: 3 }, ', up to position 57, 3 recorded events behind'],
  [{ ...answer, position: null, lag: 3 }, ', 3 recorded events behind'],
  // A store that cannot count them.
  [{ ...answer, lag: null }, ', up to position 57'],
])('an answer of %j says how far it reaches', (reach, said) => {
  expect(asOfText(reach)).toBe(`as of 2026-02-01T00:00:00Z${said}`);
});
