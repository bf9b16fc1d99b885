import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ACCESS_RULES } from './access.js';
import { FINDING_KINDS } from './findings/finding.js';
import { DEVIATION_NAMES } from './flow.js';
import { NOTHING_REASONS } from './nothing.js';
import { PURCHASE_RULES } from './purchases.js';
import { STATUS_RULES } from './subscription.js';

const page = readFileSync(new URL('../../../docs/lifecycle.md', import.meta.url), 'utf8');

describe('docs/lifecycle.md', () => {
  it.each([
    ...STATUS_RULES,
    ...ACCESS_RULES,
    ...PURCHASE_RULES,
    ...FINDING_KINDS,
    ...DEVIATION_NAMES,
    ...NOTHING_REASONS,
  ])('explains %s', (name) => {
    expect(page).toContain(`\`${name}\``);
  });
});
