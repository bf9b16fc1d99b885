import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAULT_TABLE } from '../../../../tools/reference/fault-table.js';

const TESTS = join('apps', 'ledger', 'test');

describe('the fault table', () => {
  it.each(FAULT_TABLE)('names a test that exists: $fault', ({ test: [file, title] }) => {
    const source = readFileSync(join(TESTS, file), 'utf8');
    expect([`'${title}`, `\`${title}`].some((quoted) => source.includes(quoted))).toBe(true);
  });

  it('has a row for every file of these tests', () => {
    const named = new Set(FAULT_TABLE.map(({ test: [file] }) => file));
    const files = globSync(join(TESTS, 'fire', '*.e2e-spec.ts'));
    expect(
      files.map((file) => file.slice(TESTS.length + 1)).filter((file) => !named.has(file)),
    ).toEqual([]);
  });
});
