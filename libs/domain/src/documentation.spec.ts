import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from './fact.js';
import { FINDING_KINDS } from './findings/finding.js';
import { DEVIATION_NAMES, FLOW_NAMES } from './flow.js';
import { NOTHING_REASONS } from './nothing.js';
import { RULE_MEANINGS } from './rule-meanings.js';

const read = (page: string): string =>
  readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');

const page = read('lifecycle.md');

describe('docs/lifecycle.md', () => {
  it.each([...FINDING_KINDS, ...FLOW_NAMES, ...DEVIATION_NAMES, ...NOTHING_REASONS])(
    'explains %s',
    (name) => {
      expect(page).toContain(`\`${name}\``);
    },
  );

  it.each([...RULE_MEANINGS])(
    'explains %s in the words of the command first: %s',
    (rule, meaning) => {
      const row = page
        .split('\n')
        .find((line) => line.startsWith('|') && line.includes(`\`${rule}\``));
      const when = row?.split('|').at(-2)?.trim() ?? '';
      expect(when.slice(0, meaning.length)).toBe(meaning);
    },
  );
});

describe('what docs/lifecycle.md calls the events', () => {
  const words = /^### What this page calls the events\n([\s\S]*?)^## /m.exec(page)?.[1];

  it.each(EVENT_TYPES)('includes %s', (type) => {
    expect(words).toContain(`\`${type}\``);
  });
});

describe('docs/reference/http-api.md', () => {
  const findings = /^## GET \/v1\/findings\n([\s\S]*?)^## /m.exec(
    read('reference/http-api.md'),
  )?.[1];

  it.each(FINDING_KINDS)('names %s among the kinds to ask for', (kind) => {
    expect(findings).toContain(`\`${kind}\``);
  });
});
