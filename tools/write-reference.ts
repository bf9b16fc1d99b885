import { writeFileSync } from 'node:fs';
import { REFERENCE_PAGES, writtenPage } from './reference/pages.js';

/** Writes the pages that are made of the code: `npm run docs`. */
for (const page of REFERENCE_PAGES) {
  writeFileSync(page.path, await writtenPage(page));
  process.stdout.write(`${page.path}\n`);
}
