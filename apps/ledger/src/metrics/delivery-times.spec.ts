import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { afterFailure, afterSuccess, leftUntilCutoffMs, noTimesYet } from './delivery-times.js';
import { readDeliveryTimes, writeDeliveryTimes } from './delivery-times-file.js';

const HOUR_MS = 3_600_000;

describe("the time until Adapty's retries end", () => {
  const never = noTimesYet().production;

  it('counts from the first failure since the last success', () => {
    let times = afterSuccess(1 * HOUR_MS);
    expect(leftUntilCutoffMs(times, 9 * HOUR_MS)).toBe(24 * HOUR_MS);
    times = afterFailure(times, 10 * HOUR_MS);
    times = afterFailure(times, 12 * HOUR_MS);
    expect(leftUntilCutoffMs(times, 13 * HOUR_MS)).toBe(21 * HOUR_MS);
    expect(times.succeededAtMs).toBe(1 * HOUR_MS);
    expect(leftUntilCutoffMs(afterSuccess(14 * HOUR_MS), 15 * HOUR_MS)).toBe(24 * HOUR_MS);
  });

  it('counts without any success as well, and never below nothing', () => {
    const times = afterFailure(never, 0);
    expect(leftUntilCutoffMs(times, 23 * HOUR_MS)).toBe(HOUR_MS);
    expect(leftUntilCutoffMs(times, 100 * HOUR_MS)).toBe(0);
    expect(leftUntilCutoffMs(never, 100 * HOUR_MS)).toBe(24 * HOUR_MS);
  });
});

describe('the file that keeps it over a restart', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'subledger-times-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('gives what was written, and leaves nothing beside it', async () => {
    const file = join(folder, 'deliveries.json');
    const times = { production: afterFailure(afterSuccess(1), 2), sandbox: afterSuccess(3) };
    await writeDeliveryTimes(file, times);
    expect(readDeliveryTimes(file)).toEqual(times);
    expect(readdirSync(folder)).toEqual(['deliveries.json']);
  });

  it.each(['', 'null', '{}', '{"production":{"succeededAtMs":1,"failingSinceMs":2}}', '[1]'])(
    'that is damaged is as good as none: %s',
    (text) => {
      const file = join(folder, 'deliveries.json');
      writeFileSync(file, text);
      expect(readDeliveryTimes(file)).toEqual(noTimesYet());
    },
  );

  it('that cannot be written says so and leaves nothing behind', async () => {
    await expect(writeDeliveryTimes(join(folder, 'no', 'such'), noTimesYet())).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});
