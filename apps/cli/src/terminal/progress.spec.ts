import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.js';

/** A stream that keeps what is written, and says of itself whether it is a terminal. */
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

/** Advances a bar of four once at each of the times. */
function advanceAt(out: Written, timesMs: readonly number[]): Progress {
  const times = [0, ...timesMs];
  const progress = new Progress(out, {
    what: 'Asking',
    total: 4,
    now: () => times.shift() ?? Infinity,
  });
  timesMs.forEach(() => {
    progress.advance();
  });
  return progress;
}

describe('progress', () => {
  it('is shown on a terminal once the work has taken two seconds', () => {
    const out = new Written(true);
    const progress = advanceAt(out, [100, 1_999]);
    expect(out.text).toBe('');
    progress.advance();
    expect(out.text).toMatch(/Asking .* 3\/4/);
    progress.end();
  });

  it('is not shown for work that is done sooner', () => {
    const out = new Written(true);
    advanceAt(out, [10, 20, 30, 40]).end();
    expect(out.text).toBe('');
  });

  it('is not shown where the output is no terminal', () => {
    const out = new Written(false);
    advanceAt(out, [1_000, 3_000, 5_000, 7_000]).end();
    expect(out.text).toBe('');
  });
});
