import { type Instant, LedgerError } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import {
  type Build,
  createBuild,
  type Database,
  discardBuild,
  findBuildIn,
  findRebuild,
  inBuild,
  listBuilds,
  lockLive,
  type ReadModels,
} from '@subledger/read-models';
import type { BulkLoader } from './bulk/bulk-loader.js';
import { clearScratch } from './bulk/clear-scratch.js';
import { Followers } from './followers.js';
import { LeaseKeeper } from './lease-keeper.js';
import { OneAtATime } from './one-at-a-time.js';
import { prepareBuilds } from './prepare-builds.js';
import { Promoter } from './promoter.js';
import { newestVersions, type Projection, projectionNamed } from './projection.js';
import { RetiredBuilds } from './retired-builds.js';
import type { ProjectionRunner } from './runner.js';
import { skipFailedEvent, resumeBuild } from './standstill.js';

export interface ProjectorOptions {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  /** Every version of every projection that this code knows; the highest of each name is the wanted one. */
  readonly projections: readonly Projection[];
  readonly now: () => Instant;
  /** For builds that are far behind, if log and read models are files on this machine. */
  readonly bulk?: BulkLoader;
  /** Called with whatever goes wrong in the background. */
  readonly onFailure: (projection: string, error: unknown) => void;
}

/**
 * Maintains every projection's builds: follows the log with each, starts new ones, lets them take over. Among
 * several processes, one does this for each projection; what an operator requests of another process goes through
 * the catalog.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #followers: Followers;
  readonly #leases: LeaseKeeper;
  readonly #changes = new OneAtATime();
  readonly #promoter: Promoter;
  readonly #retired: RetiredBuilds;
  #isStopping = false;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#retired = new RetiredBuilds(options);
    this.#followers = new Followers(options, (build) => {
      this.#promoter.takeOver(build);
    });
    this.#promoter = new Promoter({
      ...options,
      changes: this.#changes,
      followers: this.#followers,
      retired: this.#retired,
      isFedElsewhere: (build) => this.isFedElsewhere(build),
    });
    this.#leases = new LeaseKeeper({
      readModels: options.readModels,
      wanted: this.wanted,
      onTaken: async (projection) => {
        // What was followed under an earlier lease may be gone, and its number may belong to another build.
        this.#promoter.forgetAllOf(projection.name);
        await this.#followers.leave(projection.name);
        await prepareBuilds(options.readModels, projection, options.now);
        await clearScratch(options.readModels, projection.name);
      },
      onRound: () => this.#followHeld(),
      onFailure: options.onFailure,
    });
  }

  /** The projections, each in the version that this code needs. */
  get wanted(): readonly Projection[] {
    return newestVersions(this.#options.projections);
  }

  /**
   * Resumes every build where it was left, and starts those that are missing, unless another process does, or a
   * shared database is not up yet.
   *
   * @throws LedgerError `invalid-configuration` if a newer ledger wrote the live read model.
   */
  async start(): Promise<void> {
    await this.#leases.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#promoter.stopWaiting();
    this.#leases.stopRenewing();
    await this.#followers.stop();
    await this.#changes.settled();
    await this.#promoter.settled();
    await this.#leases.release();
    await this.#retired.settled();
  }

  /** Whether another process may feed this build, so that nothing is wrong if this one does not. */
  isFedElsewhere({ projection }: Build): boolean {
    return this.#leases.isShared && !this.#leases.holds(projection);
  }

  /** Why this process can take up nothing now; undefined where it could. */
  get leaseTrouble(): unknown {
    return this.#leases.trouble;
  }

  /** The runner that keeps a build up with the log; undefined if this code does not know its version. */
  runnerOf(build: number): ProjectionRunner | undefined {
    return this.#followers.runnerOf(build);
  }

  /**
   * Starts to rebuild a projection from the log, beside the live build.
   *
   * @param promotes whether it takes over by itself once it has caught up.
   * @throws LedgerError `not-found` for an unknown projection; `rebuild-running`.
   */
  async rebuild(name: string, promotes: boolean): Promise<Build> {
    const { version, translation } = projectionNamed(this.wanted, name);
    return this.#changes.do(async () => {
      const wanted = { projection: name, version, translation, promotes };
      const build = await this.#options.readModels.writer
        .transaction()
        .execute((transaction) => createBuild(transaction, wanted, this.#options.now()));
      // The number may have belonged to a build that was discarded.
      this.#promoter.forget(build.build);
      if (this.#leases.holds(name)) this.#followers.follow(build);
      return build;
    });
  }

  /**
   * Lets a rebuild take over, once it has caught up with the live build.
   *
   * @throws LedgerError `not-found`; `rebuild-not-ready` if it is behind, or does not get there in time.
   */
  promote(build: number): Promise<void> {
    return this.#promoter.promote(build);
  }

  /** Stops and discards a rebuild. @throws LedgerError `not-found`. */
  discard(build: number): Promise<void> {
    return this.#changes.do(async () => {
      await findRebuild(this.#options.readModels.reader, build);
      await this.#followers.unfollow(build);
      await this.#options.readModels.writer
        .transaction()
        .execute((transaction) => discardBuild(transaction, build));
      await clearScratch(this.#options.readModels, null);
    });
  }

  /**
   * Works on the live build while nothing else writes to it, in one transaction; then the build follows the log
   * again.
   *
   * @throws LedgerError `not-found` if no build of this name is live; `shutting-down`.
   */
  changeLive<T>(name: string, work: (rows: Database, live: Build) => Promise<T>): Promise<T> {
    return this.#changes.do(async () => {
      const { reader, writer } = this.#options.readModels;
      const found = await findBuildIn(reader, name, 'live');
      if (found === undefined) throw new LedgerError('not-found', 'No build is live yet.');
      if (this.#isStopping) throw new LedgerError('shutting-down', 'The projector is stopping.');
      await this.#followers.unfollow(found.build);
      try {
        return await writer.transaction().execute(async (transaction) => {
          const live = await lockLive(transaction, found.build);
          return work(inBuild(transaction, live), live);
        });
      } finally {
        if (this.#leases.holds(name)) this.#followers.follow(found);
      }
    });
  }

  /** Lets a build that stands still try its event again. @throws LedgerError `not-found`. */
  resume(build: number): Promise<void> {
    return resumeBuild(this.#options.readModels, build);
  }

  /** Lets a build skip the event that the projection stands still at; on record, until the next rebuild. */
  skip(build: number, eventId: string): Promise<void> {
    return skipFailedEvent(this.#options.readModels, build, eventId, this.#options.now());
  }

  /** Follows exactly the builds that are held and exist, and promotes those that were requested in the meantime. */
  async #followHeld(): Promise<void> {
    if (this.#isChanging()) return;
    const builds = await listBuilds(this.#options.readModels.reader);
    await this.#followers.keepOnly(builds, this.#leases.held);
    // What a change has stopped meanwhile must not be followed again before it has ended.
    if (this.#isChanging()) return;
    for (const build of builds.filter(({ projection }) => this.#leases.holds(projection))) {
      this.#followers.follow(build);
      const isCaughtUp = this.#followers.runnerOf(build.build)?.isCaughtUp === true;
      if (isCaughtUp || (await this.#hasNothingToApply(build))) this.#promoter.takeOver(build);
    }
    // Not awaited by the round, because leases run out.
    for (const name of this.#leases.held) void this.#retired.drop(name);
  }

  /** A log that holds nothing never tells anybody that they have caught up with it. */
  async #hasNothingToApply({ state, position }: Build): Promise<boolean> {
    if (state !== 'building' || position !== null) return false;
    return (await this.#options.store.head()) === null;
  }

  readonly #isChanging = (): boolean => this.#changes.isBusy;
}
