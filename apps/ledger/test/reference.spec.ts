import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { variableReference } from '@subledger/configuration';
import { format } from 'prettier';
import { REFERENCE_PAGES } from '../../../tools/reference/pages.js';

describe('the generated reference', () => {
  it.each(REFERENCE_PAGES)('$path is what the code says', async ({ path, markdown }) => {
    const page = await format(await markdown(), { parser: 'markdown', printWidth: 100 });
    // Where this fails: node --import ./tools/typescript-sources.js tools/write-reference.ts
    expect(readFileSync(path, 'utf8')).toBe(page);
  });

  it('has every variable in .env.example, in the same order', () => {
    const example = readFileSync('.env.example', 'utf8');
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, variable]) => variable);
    expect(named).toEqual(variableReference().map(({ variable }) => variable));
  });
});
