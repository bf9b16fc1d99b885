import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, URL } from 'node:url';
import { transformSync } from '@swc/core';

/**
 * `node --import ./tools/typescript-sources.js file.ts` runs a source directly. Node itself strips types, but not
 * decorators, which the configuration has; swc compiles them, as it does for the tests.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const [, lib, part = ''] = /^@subledger\/([^/]+)(\/[^/]+)?$/.exec(specifier) ?? [];
    if (lib !== undefined) {
      const index = new URL(`../libs/${lib}/src${part}/index.ts`, import.meta.url);
      return nextResolve(index.href, context);
    }
    const isSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
    return nextResolve(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load: (url, context, nextLoad) => {
    if (!url.endsWith('.ts')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
