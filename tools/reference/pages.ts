import { format } from 'prettier';
import { cliPage } from './cli-page.js';
import { configurationPage } from './configuration-page.js';
import { errorsPage } from './errors-page.js';
import { metricsPage } from './metrics-page.js';
import { openapiFile } from './openapi-file.js';
import { reliabilityPage } from './reliability-page.js';
import { routesPage } from './routes-page.js';

export interface ReferencePage {
  /** Path from the repository's root. */
  readonly path: string;
  /** Its text, before Prettier. */
  readonly text: () => string | Promise<string>;
}

/** The current page in the repository. */
export const writtenPage = async ({ path, text }: ReferencePage): Promise<string> =>
  format(await text(), { filepath: path, printWidth: 100 });

/** The pages that are generated from the code. */
export const REFERENCE_PAGES: readonly ReferencePage[] = [
  { path: 'docs/reference/cli.md', text: cliPage },
  { path: 'docs/reference/configuration.md', text: configurationPage },
  { path: 'docs/reference/errors.md', text: errorsPage },
  { path: 'docs/reference/metrics.md', text: metricsPage },
  { path: 'docs/reference/openapi.json', text: openapiFile },
  { path: 'docs/reference/routes.md', text: routesPage },
  { path: 'docs/reliability.md', text: reliabilityPage },
];
