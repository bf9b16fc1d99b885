import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { format } from 'prettier';
import { withFigures } from '../report/page.js';
import { PAGE, publishedSection } from '../report/published.js';

/** The page as it should be. */
export const writtenPage = (page: string): Promise<string> =>
  format(withFigures(page, publishedSection), { parser: 'markdown', printWidth: 100 });

/** `npm run bench:docs` */
export const docs = (): Command =>
  new Command('docs')
    .summary(`rewrite the figures of ${PAGE}`)
    .description(
      `Puts the figures from docs/performance/*.json into ${PAGE}, in the root of the repository.`,
    )
    .action(async () => {
      writeFileSync(PAGE, await writtenPage(readFileSync(PAGE, 'utf8')));
      process.stdout.write(`${PAGE}\n`);
    });
