import { extname } from 'node:path';

/**
 * The file that a thread runs: beside the module that starts it, and in the same form, built JavaScript or TypeScript
 * source. Whoever runs the sources starts Node with `--import ./tools/typescript-sources.js`, and threads inherit the
 * flags of their process.
 *
 * @param module its `import.meta.url`.
 */
export const entryBeside = (module: string, name: string): URL =>
  new URL(`./${name}${extname(module)}`, module);
