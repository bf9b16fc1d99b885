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
    const verdict = readiness.verdict();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await verdict).toEqual({
      reasons: { behind: '7 of 9', away: 'no answer', hanging: 'no answer within 2000 ms' },
      warnings: {},
    });
  });

  it('only warns of what the server can do without, and does not wait for it for long', async () => {
    const readiness = new Readiness();
    const isOptional = true;
    readiness.add({ name: 'well', isOptional, reasonNotReady: () => Promise.resolve(null) });
    readiness.add({
      name: 'hanging',
      isOptional,
      reasonNotReady: () => new Promise(() => undefined),
    });
    const verdict = readiness.verdict();
    await jest.advanceTimersByTimeAsync(500);
    expect(await verdict).toEqual({
      reasons: {},
      warnings: { hanging: 'no answer within 500 ms' },
    });
  });

  it('tells of every check whether it is well', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'well', reasonNotReady: () => Promise.resolve(null) });
    expect(await readiness.results()).toEqual([{ name: 'well', reason: null }]);
    expect(await readiness.verdict()).toEqual({ reasons: {}, warnings: {} });
  });
});
