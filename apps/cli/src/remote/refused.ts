import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';

/** Why a ledger refused. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** When to ask again, if the ledger says so (`Retry-After`). */
  readonly retryAfterMs?: number;
}

/** What it was asked with. */
export interface Asked {
  readonly hasKey: boolean;
  /** The options that were given, by the names that the command's definition gives them. */
  readonly options: readonly string[];
}

/** A ledger that answers, and does not do it. */
export class Refused extends Failure {
  readonly problem: Problem;

  constructor(problem: Problem, asked: Asked) {
    const { code } = problem;
    super(kindOf(problem), sentenceOf(problem, asked), { code });
    this.problem = problem;
  }

  override get line(): string {
    const { message, problem } = this;
    return printable(kindOf(problem) === 'refused' ? `${message} (${problem.code})` : message);
  }
}

function kindOf({ status, code }: Problem): 'unauthorized' | 'unexpected' | 'refused' {
  if (status === 401 || status === 403 || status === 429) return 'unauthorized';
  return code === 'invalid-request' ? 'unexpected' : 'refused';
}

function sentenceOf({ status, detail }: Problem, { hasKey, options }: Asked): string {
  if (status === 401 && !hasKey)
    return 'There is no key: neither --key nor SUBLEDGER_API_KEY is given, and neither API_KEYS nor DATA_DIR/secrets.json has an admin key.';
  if (status === 403) return `${detail} Give an admin key with --key or SUBLEDGER_API_KEY.`;
  if (status === 401 || status === 429)
    return `${detail} Give another key with --key or SUBLEDGER_API_KEY.`;
  return inOptions(detail, options);
}

/** A ledger names parameters and headers, the user gave options: `knownAt must …` is about `--known-at`. */
const inOptions = (detail: string, options: readonly string[]): string =>
  detail.replaceAll(
    /(^|; )([A-Za-z]+(?:-[A-Za-z]+)*)(?= must )/g,
    (all, before: string, name: string) => {
      const option = `${name.charAt(0).toLowerCase()}${name.slice(1).replaceAll('-', '')}`;
      const spelled = option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return options.includes(option) ? `${before}--${spelled}` : all;
    },
  );
