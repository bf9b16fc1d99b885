import { cliPage } from './cli-page.js';
import { configurationPage } from './configuration-page.js';
import { errorsPage } from './errors-page.js';
import { metricsPage } from './metrics-page.js';
import { reliabilityPage } from './reliability-page.js';

export interface ReferencePage {
  /** Path from the repository's root. */
  readonly path: string;
  /** Its Markdown, before Prettier. */
  readonly markdown: () => string | Promise<string>;
}

/** The pages that are made of the code. */
export const REFERENCE_PAGES: readonly ReferencePage[] = [
  { path: 'docs/reference/cli.md', markdown: cliPage },
  { path: 'docs/reference/configuration.md', markdown: configurationPage },
  { path: 'docs/reference/errors.md', markdown: errorsPage },
  { path: 'docs/reference/metrics.md', markdown: metricsPage },
  { path: 'docs/reliability.md', markdown: reliabilityPage },
];
