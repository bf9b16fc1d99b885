/** Arguments of `node` with which it runs the TypeScript sources as they are. */
export const RUN_SOURCES = [
  '--disable-warning=ExperimentalWarning',
  '--import',
  new URL('../../../tools/typescript-sources.js', import.meta.url).href,
];
