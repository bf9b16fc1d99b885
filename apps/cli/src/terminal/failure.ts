/** The meaning of the command's exit codes. `docs/reference/cli.md` and `--help` are generated from this table. */
export const EXIT_CODES = {
  done: 0,
  unexpected: 1,
  found: 2,
  unreachable: 3,
  unauthorized: 4,
  refused: 5,
} as const;

export const EXIT_CODE_MEANINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  done: 'success, and nothing is wrong',
  unexpected: 'wrong usage, a closed output pipe (as with head), or an unexpected error',
  found:
    'the command found something wrong: rows that differ, a projection that stands still, an event that was changed, a damaged file; nothing that shows that all is well; or an access level that is not active',
  unreachable: 'no ledger answers at the address, or there is no log that this user can open',
  unauthorized: 'the ledger requires another key',
  refused:
    'the ledger refused, or a named file is missing or is something else; the message says why',
};

/** A failure with its exit code, and one sentence for the person. */
export class Failure extends Error {
  readonly exitCode: number;
  /** For a machine: the ledger's own code where it refused, else what the exit code says. */
  readonly code: string;

  constructor(
    kind: keyof typeof EXIT_CODES,
    message: string,
    { code = kind, ...options }: ErrorOptions & { readonly code?: string } = {},
  ) {
    super(message, options);
    this.name = 'Failure';
    this.exitCode = EXIT_CODES[kind];
    this.code = code;
  }

  /** The sentence as a person reads it. */
  get line(): string {
    return this.message;
  }
}
