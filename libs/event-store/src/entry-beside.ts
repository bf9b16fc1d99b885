import { extname } from 'node:path';

/**
 * The file that a thread begins with: beside the module that starts it, and as that is, built JavaScript or a TypeScript
 * source. Who runs the sources has told Node how (`--import ./tools/typescript-sources.js`), and threads inherit what
 * their process was told.
 *
 * @param module its `import.meta.url`.
 */
export const entryBeside = (module: string, name: string): URL =>
  new URL(`./${name}${extname(module)}`, module);
