import { Injectable } from '@nestjs/common';
import { withTimeLimit } from '@subledger/event-store';

/** A condition that must hold before the server gets traffic. */
export interface ReadinessCheck {
  readonly name: string;
  /** One sentence on why not; null if all is well. Must answer quickly: every probe calls it. */
  readonly reasonNotReady: () => Promise<string | null>;
  /** The server gets traffic all the same, and a reason is only a warning. */
  readonly isOptional?: boolean;
}

export interface CheckResult {
  readonly name: string;
  /** Null if all is well. */
  readonly reason: string | null;
}

/** What was found, by the checks' names. */
export interface Verdict {
  /** Why the server is not ready; empty if it is. */
  readonly reasons: Readonly<Record<string, string>>;
  /** What is not well, but does not keep it from being ready. */
  readonly warnings: Readonly<Record<string, string>>;
}

const CHECK_TIMEOUT_MS = 2_000;
/** Load balancers do not wait long, and must not take the server out because of what it can do without. */
const OPTIONAL_TIMEOUT_MS = 500;

/** Every module adds its own checks, for instance when it is initialised. */
@Injectable()
export class Readiness {
  readonly #checks: ReadinessCheck[] = [];

  add(check: ReadinessCheck): void {
    this.#checks.push(check);
  }

  /** The current result of each check. */
  results(): Promise<readonly CheckResult[]> {
    return Promise.all(
      this.#checks.map(async (check) => ({ name: check.name, reason: await ask(check) })),
    );
  }

  async verdict(): Promise<Verdict> {
    const results = await this.results();
    const optional = new Set(
      this.#checks.filter(({ isOptional }) => isOptional).map(({ name }) => name),
    );
    return {
      reasons: reasonsIn(results.filter(({ name }) => !optional.has(name))),
      warnings: reasonsIn(results.filter(({ name }) => optional.has(name))),
    };
  }
}

const reasonsIn = (results: readonly CheckResult[]): Record<string, string> =>
  Object.fromEntries(
    results.flatMap(({ name, reason }) => (reason === null ? [] : [[name, reason]])),
  );

async function ask({ reasonNotReady, isOptional = false }: ReadinessCheck): Promise<string | null> {
  try {
    return await withTimeLimit(
      reasonNotReady(),
      isOptional ? OPTIONAL_TIMEOUT_MS : CHECK_TIMEOUT_MS,
    );
  } catch (error) {
    return error instanceof Error ? error.message : 'the check failed';
  }
}
