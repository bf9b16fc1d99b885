import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { RebuildProgress } from '@subledger/projections/operations';
import { RebuildDisplay } from './rebuild-display.js';

class Written extends Writable {
  text = '';
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const progress = (applied: number): RebuildProgress => ({
  build: 2,
  projection: 'lifecycle',
  version: 1,
  role: 'rebuild',
  activity: 'rebuilding',
  stale: false,
  takesOverByItself: true,
  position: null,
  applied,
  lag: { events: 1_000 - applied, seconds: 1 },
  eventsPerSecond: 50,
  secondsLeft: 15,
  trouble: null,
  failure: null,
  skipped: [],
  startedAt: '2026-01-01T00:00:00Z',
  promotedAt: null,
  remaining: 1_000 - applied,
  percent: applied / 10,
});

describe('the progress of a rebuild', () => {
  it('is a bar with rate, percent and time left on a terminal', () => {
    const out = new Written(true);
    const display = new RebuildDisplay(out);
    display.show(progress(250));
    display.end();
    expect(out.text).toContain('█');
    expect(out.text).toContain('25.0 %, 250 of 1000 events, 50 events/s, 15 s left');
  });

  it('is a plain line now and then elsewhere', () => {
    const out = new Written(false);
    const times = [0, 0, 1_000, 6_000, 6_000];
    const display = new RebuildDisplay(out, () => times.shift() ?? 7_000);
    for (const applied of [100, 200, 300]) display.show(progress(applied));
    display.end();
    expect(out.text).toBe(
      'lifecycle: 10.0 %, 100 of 1000 events, 50 events/s, 15 s left\n' +
        'lifecycle: 30.0 %, 300 of 1000 events, 50 events/s, 15 s left\n',
    );
  });
});
