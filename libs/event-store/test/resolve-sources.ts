import { registerHooks } from 'node:module';

/**
 * `node --import` this to run the TypeScript sources as they are: Node strips the types, and this finds
 * the files that the imports mean.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const lib = /^@subledger\/(.+)$/.exec(specifier)?.[1];
    if (lib !== undefined) {
      return nextResolve(new URL(`../../${lib}/src/index.ts`, import.meta.url).href, context);
    }
    const isSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
    return nextResolve(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
