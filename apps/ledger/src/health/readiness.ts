import { Injectable } from '@nestjs/common';
import { withTimeLimit } from '@subledger/event-store';

/** A condition that must hold before the server gets traffic. */
export interface ReadinessCheck {
  readonly name: string;
  /** One sentence on why not; null if all is well. Must answer quickly: every probe calls it. */
  readonly reasonNotReady: () => Promise<string | null>;
}

export interface CheckResult {
  readonly name: string;
  /** Null if all is well. */
  readonly reason: string | null;
}

const CHECK_TIMEOUT_MS = 2_000;

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

  /** Why the server is not ready, by the checks' names; empty if it is. */
  async reasons(): Promise<Record<string, string>> {
    const results = await this.results();
    return Object.fromEntries(
      results.flatMap(({ name, reason }) => (reason === null ? [] : [[name, reason]])),
    );
  }
}

async function ask({ reasonNotReady }: ReadinessCheck): Promise<string | null> {
  try {
    return await withTimeLimit(reasonNotReady(), CHECK_TIMEOUT_MS);
  } catch (error) {
    return error instanceof Error ? error.message : 'the check failed';
  }
}
