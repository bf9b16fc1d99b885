import { type Environment, FIRST_INSTANT } from '@subledger/domain';
import type { Build } from '@subledger/read-models';
import type { Projector } from '../projector.js';
import { type CustomerRebuilt, type Reading, rebuildCustomer } from '../rebuild-customer.js';
import type { Feed, ProjectionControl, WantedProjection } from './projection-control.js';

/** A projector that works in this thread. */
export class LocalControl implements ProjectionControl {
  readonly #projector: Projector;
  readonly #reading: Reading;

  constructor(projector: Projector, reading: Reading) {
    this.#projector = projector;
    this.#reading = reading;
  }

  get wanted(): readonly WantedProjection[] {
    return this.#projector.wanted.map(({ name, version, translation }) => ({
      name,
      version,
      translation,
    }));
  }

  start(): Promise<void> {
    return this.#projector.start();
  }

  stop(): Promise<void> {
    return this.#projector.stop();
  }

  feedOf(build: number): Feed | undefined {
    const runner = this.#projector.runnerOf(build);
    if (runner === undefined) return this.#feedInTrouble();
    return {
      eventsPerSecond: runner.eventsPerSecond,
      progressedAt: runner.progressedAt,
      trouble: wordsOf(runner.trouble),
    };
  }

  /** Of a process that would feed builds, but can have no lease: nobody else tells why nothing is applied. */
  #feedInTrouble(): Feed | undefined {
    const trouble = wordsOf(this.#projector.leaseTrouble);
    if (trouble === null) return undefined;
    return {
      eventsPerSecond: 0,
      progressedAt: FIRST_INSTANT,
      trouble: `cannot be taken up: ${trouble}`,
    };
  }

  isFedElsewhere(build: Build): boolean {
    return this.#projector.isFedElsewhere(build);
  }

  async rebuild(name: string, promotes: boolean): Promise<number> {
    const { build } = await this.#projector.rebuild(name, promotes);
    return build;
  }

  promote(build: number): Promise<void> {
    return this.#projector.promote(build);
  }

  discard(build: number): Promise<void> {
    return this.#projector.discard(build);
  }

  resume(build: number): Promise<void> {
    return this.#projector.resume(build);
  }

  skip(build: number, eventId: string): Promise<void> {
    return this.#projector.skip(build, eventId);
  }

  rebuildCustomer(environment: Environment, customerUserId: string): Promise<CustomerRebuilt> {
    return this.#projector.changeLive('lifecycle', (transaction, live) =>
      rebuildCustomer(this.#reading, transaction, live, { environment, customerUserId }),
    );
  }
}

const wordsOf = (trouble: unknown): string | null => {
  if (trouble === undefined) return null;
  return trouble instanceof Error ? trouble.message : 'unknown';
};
