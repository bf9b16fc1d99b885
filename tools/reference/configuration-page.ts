import { variableReference, type VariableReference } from '@subledger/configuration';
import { GENERATED } from './generated.js';

/** `docs/reference/configuration.md`, from the variables and the rules that the server itself uses. */
export function configurationPage(): string {
  return `${GENERATED}

# Configuration

Subledger is configured by environment variables. It also reads a \`.env\` file in the folder it is started from;
a variable set in the environment wins over the file. A blank variable counts as absent. An invalid value stops
the start with one line that names the variable and never repeats a secret.

Copy [\`.env.example\`](../../.env.example) to begin.

${variableReference().map(section).join('\n\n')}

## For the command

[\`subledger\`](cli.md) also reads these two, from the environment and from \`.env\`; its options take precedence.

- \`SUBLEDGER_URL\`: the address of the ledger. Default: this machine, at \`PORT\`.
- \`SUBLEDGER_API_KEY\`: the key that the command sends. Default: the first admin key of \`API_KEYS\`, else the one that the ledger
  generated and keeps in its data folder.
`;
}

const section = ({ variable, about, fallback, rules }: VariableReference): string =>
  `## ${variable}

${about}

- Default: ${defaultText(fallback)}.
${rules.map((rule) => `- ${refusal(rule)}.`).join('\n')}`;

function defaultText(fallback: string | null): string {
  if (fallback === null) return MADE;
  return fallback === '' || fallback === '{}' ? 'none' : `\`${fallback}\``;
}

const MADE =
  'generated at the first start, shown once, and kept in `secrets.json` in the data folder';

/** A validator's message as a rule: "must be …" stays; "has …" says why a value is refused. */
function refusal(rule: string): string {
  if (rule.startsWith('must ')) return `It ${rule}`;
  return `Refused if ${rule.startsWith('entry ') ? 'an' : 'it'} ${rule}`;
}
