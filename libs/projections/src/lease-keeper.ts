import { rest } from '@subledger/event-store';
import { isDatabaseFault, type ReadModels } from '@subledger/read-models';
import { refuseNewer } from './prepare-builds.js';
import type { Projection } from './projection.js';

export interface LeaseKeeperParts {
  readonly readModels: ReadModels;
  readonly wanted: readonly Projection[];
  /** A projection is this process's to feed from now on. */
  readonly onTaken: (projection: Projection) => Promise<void>;
  /** Once a round: what is held may have changed, and so may the catalog. */
  readonly onRound: () => Promise<void>;
  readonly onFailure: (projection: string, error: unknown) => void;
}

/** Holds the leases of as many projections as are free, and keeps them while it runs. */
export class LeaseKeeper {
  readonly #parts: LeaseKeeperParts;
  readonly #stopping = new AbortController();
  /** Those that this process cannot feed. */
  readonly #refused = new Set<string>();
  #held: ReadonlySet<string> = new Set();
  #keeping: Promise<void> | undefined;

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts;
  }

  get isShared(): boolean {
    return this.#parts.readModels.leases.isShared;
  }

  get held(): ReadonlySet<string> {
    return this.#held;
  }

  holds(projection: string): boolean {
    return this.#held.has(projection);
  }

  /** One round now, and then one after the other: leases run out, and files may be lost. */
  async start(): Promise<void> {
    const { leases } = this.#parts.readModels;
    try {
      await this.#round(true);
    } catch (error) {
      if (!leases.isShared || !isDatabaseFault(error)) throw error;
      this.#parts.onFailure('leases', error);
    }
    this.#keeping = this.#keep(leases.renewEveryMs);
  }

  stopRenewing(): void {
    this.#stopping.abort();
  }

  /** Lets go of everything; where the database is away, the leases run out by themselves. */
  async release(): Promise<void> {
    await this.#keeping;
    await this.#parts.readModels.leases.release([...this.#held]).catch(() => undefined);
    this.#held = new Set();
  }

  async #keep(everyMs: number): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await rest(everyMs, signal);
      if (signal.aborted) return;
      await this.#round(false).catch((error: unknown) => {
        this.#parts.onFailure('leases', error);
      });
    }
  }

  async #round(isFirst: boolean): Promise<void> {
    const { readModels, wanted, onRound } = this.#parts;
    await readModels.prepare();
    if (isFirst) for (const projection of wanted) await refuseNewer(readModels, projection);
    const names = wanted.map(({ name }) => name).filter((name) => !this.#refused.has(name));
    const before = this.#held;
    const now = await this.#renew(names);
    // What is lost is lost at once; what is won counts once it is taken up.
    this.#held = new Set([...before].filter((name) => now.has(name)));
    for (const projection of wanted)
      if (now.has(projection.name) && !before.has(projection.name)) await this.#take(projection);
    await onRound();
  }

  /** What cannot be renewed may be another's soon: it is taken up again once it can. */
  async #renew(names: readonly string[]): Promise<ReadonlySet<string>> {
    try {
      return await this.#parts.readModels.leases.renew(names);
    } catch (error) {
      this.#held = new Set();
      throw error;
    }
  }

  async #take(projection: Projection): Promise<void> {
    const { readModels, onTaken } = this.#parts;
    try {
      await refuseNewer(readModels, projection);
      await onTaken(projection);
    } catch (error) {
      await readModels.leases.release([projection.name]);
      if (!isDatabaseFault(error)) this.#refused.add(projection.name);
      throw error;
    }
    this.#held = new Set([...this.#held, projection.name]);
  }
}
