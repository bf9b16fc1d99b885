import { EXIT_CODE_MEANINGS, EXIT_CODES } from './failure.js';

/** Exit codes as `--help` shows them. */
export const EXIT_CODE_HELP = `
Exit codes:
${(Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[])
  .map((kind) => `  ${EXIT_CODES[kind]}  ${EXIT_CODE_MEANINGS[kind]}`)
  .join('\n')}
  128 + n  signal n stopped it`;
