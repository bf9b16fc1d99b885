import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { variableReference } from '@subledger/configuration';
import { REFERENCE_PAGES, writtenPage } from '../../../tools/reference/pages.js';

describe('the generated reference', () => {
  it.each(REFERENCE_PAGES)('$path is what the code says', async (page) => {
    // Where this fails: npm run docs
    expect(readFileSync(page.path, 'utf8')).toBe(await writtenPage(page));
  });

  it('has every variable in .env.example, in the same order', () => {
    const example = readFileSync('.env.example', 'utf8');
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, variable]) => variable);
    expect(named).toEqual(variableReference().map(({ variable }) => variable));
  });
});
