import { expect, it } from '@jest/globals';
import { noteBehind } from './behind-note.js';

it.each([
  [{ lag: 5 }, ['Not taken in yet: 5 recorded events. See subledger projections.']],
  [{ lag: 1 }, ['Not taken in yet: 1 recorded event. See subledger projections.']],
  [{ lag: 0 }, []],
  [{ lag: null }, []],
  [{}, []],
])('of an answer that reaches as far as %j it is noted what that leaves out', (reach, notes) => {
  const told: string[] = [];
  noteBehind((text) => told.push(text))(reach);
  expect(told).toEqual(notes);
});
