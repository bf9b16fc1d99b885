import { describe, expect, it } from '@jest/globals';
import { FailedAttempts } from './failed-attempts.js';

const MOST = 30;
const WINDOW_MS = 60_000;

describe('failed attempts', () => {
  it('are forgotten when their minute is over', () => {
    let nowMs = 0;
    const attempts = new FailedAttempts(() => nowMs);
    for (let count = 0; count < MOST; count += 1) expect(attempts.count('api', '::1')).toBe(0);
    nowMs = 20_000;
    expect(attempts.count('api', '::1')).toBe(WINDOW_MS - 20_000);
    nowMs = WINDOW_MS;
    expect(attempts.count('api', '::1')).toBe(0);
  });

  it('are remembered of a bounded number of networks', () => {
    const attempts = new FailedAttempts(() => 0);
    for (let high = 0; high < 48; high += 1)
      for (let low = 0; low < 256; low += 1) attempts.count('api', `10.0.${high}.${low}`);
    expect(attempts.size).toBe(10_000);
  });

  it('leave nothing behind of networks that come no more', () => {
    let nowMs = 0;
    const attempts = new FailedAttempts(() => nowMs);
    for (let low = 0; low < 100; low += 1) attempts.count('api', `10.0.0.${low}`);
    nowMs = WINDOW_MS;
    attempts.count('api', '10.0.1.1');
    expect(attempts.size).toBe(1);
  });
});
