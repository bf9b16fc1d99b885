import type { Command } from 'commander';
import { program } from '../../apps/cli/src/program.js';
import { EXIT_CODE_MEANINGS, EXIT_CODES } from '../../apps/cli/src/terminal/failure.js';
import { GENERATED } from './generated.js';

/** `docs/reference/cli.md`, from the definitions that the command uses to parse its arguments. */
export function cliPage(): string {
  const kinds = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[];
  return `${GENERATED}

# The subledger command

Run \`npx subledger\` in the repository, after \`npm run build\`. Most verbs talk to a running ledger over HTTP;
their own help says how to name its address and key. \`verify-log\`, \`export\` and \`import\` open the log themselves,
\`verify-proof\` needs only a file, and \`demo\` starts a ledger of its own. Output that does not go to a terminal has no progress bars, and output never has colour;
\`--json\` prints one JSON document, or one per line if there are several. Results go to standard output, progress and
errors to standard error. Text that comes from a sender is shown with its control characters escaped.

\`subledger --version\` prints the version. A key given on the command line is visible in the process list; one in \`SUBLEDGER_API_KEY\` is not.

| exit code | means |
| --- | --- |
${kinds.map((kind) => `| ${EXIT_CODES[kind]} | ${EXIT_CODE_MEANINGS[kind]} |`).join('\n')}
| 128 + n | stopped by signal n: 130 after Ctrl-C |

Whatever is no result, such as that nothing was found, is a line on standard error. So is a failure; with \`--json\` it is
one JSON object there, \`{"code": "not-found", "message": "…"}\`. Its \`code\` is [the ledger's own](errors.md) where the
ledger refused or its configuration is wrong, and else what the exit code says: \`unexpected\` (1), \`found\` (2),
\`unreachable\` (3), \`unauthorized\` (4) or \`refused\` (5).

${verbsOf(program()).map(section).join('\n\n')}
`;
}

/** Every command that does something, with the names that lead to it. */
const verbsOf = (command: Command, path: readonly string[] = []): readonly Verb[] =>
  command.commands.length === 0
    ? [{ command, path: [...path, command.name()].join(' ') }]
    : command.commands.flatMap((each) => verbsOf(each, [...path, command.name()]));

interface Verb {
  readonly command: Command;
  readonly path: string;
}

const section = ({ command, path }: Verb): string => `## ${path}

\`\`\`text
${helpOf(command)}
\`\`\``;

/** As \`--help\` prints it, without the exit codes, which are on the page once. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.replace(/\nExit codes:\n(?: .*\n?)*/, '').trim();
}
