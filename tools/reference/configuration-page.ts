import { variableReference, type VariableReference } from '@subledger/configuration';
import { GENERATED } from './generated.js';

/** `docs/reference/configuration.md`, from the variables and the rules that the server itself reads by. */
export function configurationPage(): string {
  return `${GENERATED}

# Configuration

Subledger is configured by environment variables. A \`.env\` file in the folder it is started from is read
too; a variable that is really set wins over the file. A blank variable counts as absent. A wrong value stops
the start with one line that names the variable; secrets are never repeated in it.

Copy [\`.env.example\`](../../.env.example) to begin.

${variableReference().map(section).join('\n\n')}

## For the command

[\`subledger\`](cli.md) reads these two as well, from the environment and from \`.env\`; its options come first.

- \`SUBLEDGER_URL\`: where the ledger is. Default: this machine, at \`PORT\`.
- \`SUBLEDGER_API_KEY\`: the key that it shows. Default: the first admin key of \`API_KEYS\`, else the one that the ledger made
  itself and keeps in its data folder.
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

const MADE = 'made at the first start, shown once, and kept in `secrets.json` in the data folder';

/** A validator's message as a rule: "must be …" stays, "has …" is what a value is refused for. */
function refusal(rule: string): string {
  if (rule.startsWith('must ')) return `It ${rule}`;
  return `Refused where ${rule.startsWith('entry ') ? 'an' : 'it'} ${rule}`;
}
