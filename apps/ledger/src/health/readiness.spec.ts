import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Readiness } from './readiness.js';

describe('readiness', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('names each check that is not well, with its reason or its error, and one that says nothing', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'well', reasonNotReady: () => Promise.resolve(null) });
    readiness.add({ name: 'behind', reasonNotReady: () => Promise.resolve('7 of 9') });
    readiness.add({ name: 'away', reasonNotReady: () => Promise.reject(new Error('no answer')) });
    readiness.add({ name: 'hanging', reasonNotReady: () => new Promise(() => undefined) });
    const reasons = readiness.reasons();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await reasons).toEqual({
      behind: '7 of 9',
      away: 'no answer',
      hanging: 'no answer within 2000 ms',
    });
  });

  it('tells of every check whether it is well', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'well', reasonNotReady: () => Promise.resolve(null) });
    expect(await readiness.results()).toEqual([{ name: 'well', reason: null }]);
    expect(await readiness.reasons()).toEqual({});
  });
});
