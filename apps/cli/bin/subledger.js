#!/usr/bin/env node
/**
 * What `npx subledger` runs. npx makes its link once, to a file that must be there and executable then; the built
 * program is neither before the first build, and written anew by each later one.
 */
import { existsSync } from 'node:fs';

const built = new URL('../../../dist/cli/apps/cli/src/main.js', import.meta.url);

if (existsSync(built)) await import(built.href);
else {
  console.error('subledger is not built yet: run npm run build');
  process.exitCode = 1;
}
