import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { REFERENCE_PAGES } from './reference/pages.js';

/** Writes the pages that are made of the code: `npm run docs`. */
for (const { path, markdown } of REFERENCE_PAGES) {
  writeFileSync(path, await format(await markdown(), { parser: 'markdown', printWidth: 100 }));
  process.stdout.write(`${path}\n`);
}
