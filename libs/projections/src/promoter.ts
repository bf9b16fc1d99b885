import { hasCode, type Instant } from '@subledger/domain';
import {
  type Build,
  findBuildIn,
  findRebuild,
  promoteBuild,
  type ReadModels,
} from '@subledger/read-models';
import { assertReady, awaitReached, hasComeAsFar, positionOf } from './await-reached.js';
import type { Followers } from './followers.js';
import { OneAtATime } from './one-at-a-time.js';
import { promoteElsewhere } from './promote-elsewhere.js';
import type { RetiredBuilds } from './retired-builds.js';
import { refuseAtLockTimeout } from './lock-timeout.js';

/** What takes over by itself stops what answers each time that it tries: one that fails rests, longer each time. */
const FIRST_REST_MS = 2_000;
const LONGEST_REST_MS = 60_000;

export interface PromoterParts {
  readonly readModels: ReadModels;
  readonly now: () => Instant;
  readonly changes: OneAtATime;
  readonly followers: Followers;
  readonly retired: RetiredBuilds;
  readonly isFedElsewhere: (build: Build) => boolean;
  readonly onFailure: (projection: string, error: unknown) => void;
}

interface Attempt {
  readonly projection: string;
  failed: number;
  /** By `performance.now()`; without an end while it is under way, and once there is nothing left to do. */
  restsUntil: number;
}

/** Lets rebuilds take over from what answers, when they are told to, or by themselves. */
export class Promoter {
  readonly #parts: PromoterParts;
  readonly #elsewhere = new OneAtATime();
  readonly #attempts = new Map<number, Attempt>();
  #isStopping = false;

  constructor(parts: PromoterParts) {
    this.#parts = parts;
  }

  /** @throws LedgerError `not-found`; `rebuild-not-ready` when it is behind, or does not get there in time. */
  async promote(build: number): Promise<void> {
    const { readModels, isFedElsewhere } = this.#parts;
    if (isFedElsewhere(await findRebuild(readModels.reader, build)))
      // Not among the changes, which hold up what this process takes over meanwhile.
      await this.#elsewhere.do(() => promoteElsewhere(readModels, build, () => this.#isStopping));
    else await this.#promoteHere(build, { onlyIfLet: false });
  }

  /** A rebuild that takes over by itself does so the first time that it has caught up with the live build. */
  takeOver(build: Build): void {
    if (build.state !== 'building' || !build.promotes) return;
    const { projection } = build;
    const attempt = this.#attempts.get(build.build) ?? { projection, failed: 0, restsUntil: 0 };
    if (performance.now() < attempt.restsUntil) return;
    attempt.restsUntil = Infinity;
    this.#attempts.set(build.build, attempt);
    this.#promoteOnceThere(build).then(
      (isDone) => {
        if (!isDone) attempt.restsUntil = 0;
      },
      (error: unknown) => {
        // Somebody promoted or discarded it first.
        if (hasCode(error, 'not-found')) return;
        this.#parts.onFailure(projection, error);
        const restMs = Math.min(FIRST_REST_MS * 2 ** attempt.failed, LONGEST_REST_MS);
        attempt.restsUntil = performance.now() + restMs;
        attempt.failed += 1;
      },
    );
  }

  /** The number of a build that was discarded, or lost with its file, comes again. */
  forget(build: number): void {
    this.#attempts.delete(build);
  }

  forgetAllOf(name: string): void {
    for (const [build, { projection }] of this.#attempts)
      if (projection === name) this.#attempts.delete(build);
  }

  stopWaiting(): void {
    this.#isStopping = true;
  }

  /** Resolves when what was asked of other processes is done or taken back. */
  async settled(): Promise<void> {
    await this.#elsewhere.settled();
  }

  /** A promotion stops the live build until the rebuild has caught up: one that is far behind must not ask for it. */
  async #promoteOnceThere(build: Build): Promise<boolean> {
    const { readModels, isFedElsewhere } = this.#parts;
    if (isFedElsewhere(build) || !(await hasComeAsFar(readModels.reader, build.build)))
      return false;
    await this.#promoteHere(build.build, { onlyIfLet: true });
    return true;
  }

  async #promoteHere(build: number, how: { readonly onlyIfLet: boolean }): Promise<void> {
    const { changes, retired } = this.#parts;
    const projection = await changes.do(() => this.#switchTo(build, how));
    await retired.drop(projection);
  }

  async #switchTo(build: number, how: { readonly onlyIfLet: boolean }): Promise<string> {
    const { readModels, followers, now } = this.#parts;
    const { reader, writer } = readModels;
    const isStopping = (): boolean => this.#isStopping;
    const { projection } = await findRebuild(reader, build);
    await assertReady(reader, build, isStopping);
    const live = await findBuildIn(reader, projection, 'live');
    // Answers must not go back in time: the live build stops, and the new one catches up with it.
    if (live !== undefined) await followers.unfollow(live.build);
    try {
      await awaitReached(reader, build, await positionOf(reader, live), isStopping);
      await refuseAtLockTimeout(() =>
        writer.transaction().execute((transaction) => promoteBuild(transaction, build, now(), how)),
      );
    } catch (error) {
      if (live !== undefined) followers.follow(live);
      throw error;
    }
    return projection;
  }
}
