import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { withFigures } from '../src/report/page.js';
import { PAGE } from '../src/report/published.js';
import { writtenPage } from '../src/verbs/docs.js';

const MACHINE = {
  processor: 'A processor',
  cores: 2,
  memoryGb: 4,
  system: 'linux',
  node: 'v24',
  fileSystem: 'ext4',
  fsyncMs: 0.5,
  loadBefore: 0.1,
  commit: 'abc1234',
};

describe('the page about performance', () => {
  it('shows the figures of its files', async () => {
    const page = readFileSync(PAGE, 'utf8');
    // Where this fails: npm run bench:docs
    expect(await writtenPage(page)).toBe(page);
  });

  it('keeps what was written around the figures, and says where nothing was measured', () => {
    const page =
      'Before.\n<!-- figures: a -->\nold\n<!-- end of figures -->\nBetween.\n<!-- figures: b -->\n<!-- end of figures -->\nAfter.';
    const tables = [{ titles: ['What', 'Figure'], rows: [['speed', '7']] }];
    const written = withFigures(page, (name) =>
      name === 'a' ? { machine: MACHINE, parameters: '3 runs', tables } : null,
    );
    expect(written).toMatch(
      /^Before\.\n.*commit `abc1234`.*\| speed \| 7 \|.*\nBetween\.\n.*Not measured yet\..*\nAfter\.$/s,
    );
    expect(written).not.toContain('old');
  });

  it('cannot be written where there is no place for figures', () => {
    expect(() => withFigures('Nothing.', () => null)).toThrow(/no place for figures/);
  });
});
