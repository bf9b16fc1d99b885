#!/usr/bin/env node
/**
 * What `npx subledger` runs. npx creates its link only once, to a file that must exist and be executable at that
 * time; the built program does not exist before the first build, and each later build rewrites it.
 */
import { existsSync } from 'node:fs';

const built = new URL('../../../dist/cli/apps/cli/src/main.js', import.meta.url);

if (existsSync(built)) await import(built.href);
else {
  console.error('subledger is not built yet: run npm run build');
  process.exitCode = 1;
}
