import { expect, it } from '@jest/globals';
import { type RebuildRun, summarize } from './rebuild-report.js';

const run = (events: number, seconds: number): RebuildRun => ({
  events,
  bytes: events * 2_000,
  scan: { seconds: 1 },
  parse: { seconds: 2 },
  cold: { seconds, cpuSeconds: 1.5 * seconds, peakBytes: 3e8 },
  warm: { seconds: seconds / 2, cpuSeconds: seconds / 4, peakBytes: 4e8 },
  copied: { lifecycleSeconds: 2, allSeconds: 5 },
});

it('sums up the runs of each size, and takes ratios within a run', () => {
  const [small, large] = summarize([run(1_000, 4), run(10_000, 40), run(1_000, 8)]);
  expect(small).toMatchObject({
    events: 1_000,
    bytesAnEvent: 2_000,
    scan: { eventsPerSecond: { median: 1_000 }, megabytesPerSecond: { median: 2 } },
    cold: { microsecondsAnEvent: { min: 4_000, max: 8_000 }, cores: { median: 1.5 } },
    warm: { seconds: { min: 2, median: 3, max: 4 }, peakMegabytes: { max: 400 } },
    warmToScan: { min: 0.25, max: 0.5 },
    // 2 s of parsing beside 4 s and 8 s on one and a half cores.
    coldToParse: { max: 2 / 4 / 1.5, min: 2 / 8 / 1.5 },
    warmCopied: { eventsPerSecond: { median: 500 } },
    copyToScan: { median: 1 / 2 },
    copyToParse: { median: 2 / 5 },
  });
  expect(large).toMatchObject({ events: 10_000, cold: { seconds: { min: 40, max: 40 } } });
});
