import { hasCode } from '@subledger/domain';
import { rest } from '@subledger/event-store';
import { isDatabaseFault, type ReadModels } from '@subledger/read-models';
import { OneAtATime } from './one-at-a-time.js';
import { refuseNewer } from './prepare-builds.js';
import type { Projection } from './projection.js';

export interface LeaseKeeperParts {
  readonly readModels: ReadModels;
  readonly wanted: readonly Projection[];
  /** Called when this process may feed a projection from now on. */
  readonly onTaken: (projection: Projection) => Promise<void>;
  /** Called once per round: the held leases may have changed, and so may the catalog. */
  readonly onRound: () => Promise<void>;
  readonly onFailure: (projection: string, error: unknown) => void;
}

/** A projection that is being taken up. */
interface Taking {
  /** Whether its lease was lost meanwhile, so that another process may have changed what was looked at. */
  isLost: boolean;
}

/**
 * Holds the leases of as many projections as are free, and keeps them while it runs. Whatever may have to wait for
 * somebody's lock goes on beside the renewals, and each projection for itself: a lease is over sooner than such a wait.
 */
export class LeaseKeeper {
  readonly #parts: LeaseKeeperParts;
  readonly #stopping = new AbortController();
  /** Those that this process cannot feed. */
  readonly #refused = new Set<string>();
  readonly #taking = new Map<string, Taking>();
  readonly #takes = new Set<Promise<void>>();
  readonly #looks = new OneAtATime();
  #leased: ReadonlySet<string> = new Set();
  /** What is leased and taken up. */
  #held: ReadonlySet<string> = new Set();
  #keeping: Promise<void> | undefined;
  #trouble: unknown;

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts;
  }

  get isShared(): boolean {
    return this.#parts.readModels.leases.isShared;
  }

  get held(): ReadonlySet<string> {
    return this.#held;
  }

  /** Why the last round failed, so that nothing can be taken up; undefined once one succeeds. */
  get trouble(): unknown {
    return this.#trouble;
  }

  holds(projection: string): boolean {
    return this.#held.has(projection);
  }

  /**
   * One round now, and then one after the other: leases run out, and files may be lost. What is free is taken up once
   * this resolves.
   */
  async start(): Promise<void> {
    const { leases } = this.#parts.readModels;
    const takes = await this.#firstRound();
    // No other process would feed it: whoever starts hears of it.
    if (!leases.isShared) await Promise.all(takes);
    this.#keeping = this.#keep(leases.renewEveryMs);
    await Promise.allSettled(takes);
    await this.#looks.settled();
  }

  stopRenewing(): void {
    this.#stopping.abort();
  }

  /** Releases everything; if the database is down, the leases run out by themselves. */
  async release(): Promise<void> {
    await this.#keeping;
    await Promise.allSettled(this.#takes);
    await this.#looks.settled();
    const { readModels, wanted } = this.#parts;
    // By all names: of a renewal that failed nobody knows what it has taken.
    await readModels.leases.release(wanted.map(({ name }) => name)).catch(() => undefined);
    this.#leased = new Set();
    this.#held = new Set();
  }

  async #firstRound(): Promise<readonly Promise<void>[]> {
    const { readModels, wanted } = this.#parts;
    try {
      await readModels.prepare();
      for (const projection of wanted) await refuseNewer(readModels, projection);
      return await this.#round();
    } catch (error) {
      if (!readModels.leases.isShared || !isDatabaseFault(error)) throw error;
      this.#failed(error);
      return [];
    }
  }

  async #keep(everyMs: number): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await rest(everyMs, signal);
      if (signal.aborted) return;
      try {
        void Promise.allSettled(await this.#round());
        if (!this.#looks.isBusy) void this.#look();
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #failed(error: unknown): void {
    this.#trouble = error;
    this.#parts.onFailure('leases', error);
  }

  /** Gives what it has begun to take up. */
  async #round(): Promise<readonly Promise<void>[]> {
    const { readModels, wanted } = this.#parts;
    await readModels.prepare();
    const names = wanted.map(({ name }) => name).filter((name) => !this.#refused.has(name));
    this.#keepOnly(await this.#renew(names));
    this.#trouble = undefined;
    return wanted
      .filter(({ name }) => this.#leased.has(name))
      .filter(({ name }) => !this.#held.has(name) && !this.#taking.has(name))
      .map((projection) => this.#begin(projection));
  }

  /** A lease that cannot be renewed may soon be another's: it is taken again once that is possible. */
  async #renew(names: readonly string[]): Promise<ReadonlySet<string>> {
    try {
      return await this.#parts.readModels.leases.renew(names);
    } catch (error) {
      this.#keepOnly(new Set());
      throw error;
    }
  }

  /** A lost lease counts as lost at once; a new one counts only once its projection is being fed. */
  #keepOnly(leased: ReadonlySet<string>): void {
    this.#leased = leased;
    this.#held = new Set([...this.#held].filter((name) => leased.has(name)));
    for (const [name, taking] of this.#taking) if (!leased.has(name)) taking.isLost = true;
  }

  #begin(projection: Projection): Promise<void> {
    const take = this.#take(projection);
    this.#takes.add(take);
    take
      .then(
        () => this.#look(),
        (error: unknown) => {
          this.#parts.onFailure(projection.name, error);
        },
      )
      .finally(() => this.#takes.delete(take));
    return take;
  }

  async #take(projection: Projection): Promise<void> {
    const { readModels, onTaken } = this.#parts;
    const { name } = projection;
    const taking: Taking = { isLost: false };
    this.#taking.set(name, taking);
    try {
      await refuseNewer(readModels, projection);
      await onTaken(projection);
      if (!taking.isLost) this.#held = new Set([...this.#held, name]);
    } catch (error) {
      if (isRefusal(error)) this.#refused.add(name);
      // Another process may fare better.
      await readModels.leases.release([name]).catch(() => undefined);
      throw error;
    } finally {
      this.#taking.delete(name);
    }
  }

  /** A failure is of the moment: the next round comes in a second. */
  #look(): Promise<void> {
    const { onRound, onFailure } = this.#parts;
    return this.#looks.do(onRound).catch((error: unknown) => {
      onFailure('leases', error);
    });
  }
}

/** Of a read model that a newer ledger wrote; anything else that fails may go well the next time. */
const isRefusal = (error: unknown): boolean => hasCode(error, 'invalid-configuration');
