import { registerHooks } from 'node:module';

/**
 * `node --import` this to run the TypeScript sources as they are: Node strips the types, and this finds
 * the files that the imports mean.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const [, lib, part = ''] = /^@subledger\/([^/]+)(\/[^/]+)?$/.exec(specifier) ?? [];
    if (lib !== undefined) {
      const index = new URL(`../../${lib}/src${part}/index.ts`, import.meta.url);
      return nextResolve(index.href, context);
    }
    const isSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
    return nextResolve(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
