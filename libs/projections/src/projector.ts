import { type Instant, LedgerError, type Position } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import {
  type Build,
  createBuild,
  type Database,
  discardBuild,
  findBuild,
  findBuildIn,
  inBuild,
  listBuilds,
  promoteBuild,
  type ReadModels,
  removeRetired,
  setFailure,
  skipEvent,
} from '@subledger/read-models';
import { awaitReached } from './await-reached.js';
import { prepareBuilds } from './prepare-builds.js';
import { newestVersions, type Projection } from './projection.js';
import { ProjectionRunner } from './runner.js';

export interface ProjectorOptions {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  /** Every version of every projection that this code knows; the highest of a name is what it wants. */
  readonly projections: readonly Projection[];
  readonly now: () => Instant;
  /** Hears of what goes wrong in the background. */
  readonly onFailure: (projection: string, error: unknown) => void;
}

/** Keeps every projection's builds: follows the log with each, starts new ones, lets them take over. */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #runners = new Map<number, ProjectionRunner>();
  /** One change at a time: a promotion and a discard must not cross. */
  #changing: Promise<unknown> = Promise.resolve();
  readonly #promoting = new Set<number>();
  #isStopping = false;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** Where the builds and their catalog are. */
  get database(): Database {
    return this.#options.readModels.reader;
  }

  /** The projections, each in the version that this code wants. */
  get wanted(): readonly Projection[] {
    return newestVersions(this.#options.projections);
  }

  /**
   * Takes up every build where it was left, and begins those that are missing.
   *
   * @throws LedgerError `invalid-configuration` where a newer ledger wrote what answers.
   */
  async start(): Promise<void> {
    await removeRetired(this.#options.readModels.writer);
    for (const projection of this.wanted)
      await prepareBuilds(this.#options.readModels, projection, this.#options.now);
    for (const build of await listBuilds(this.#options.readModels.reader)) this.#follow(build);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
    await this.#changing;
  }

  /** Who keeps a build up with the log; undefined where this code does not know its version. */
  runnerOf(build: number): ProjectionRunner | undefined {
    return this.#runners.get(build);
  }

  /**
   * Begins to build a projection anew from the log, beside what answers.
   *
   * @param promotes whether it takes over by itself once it has caught up.
   * @throws LedgerError `not-found` for a projection that nobody knows; `rebuild-running`.
   */
  async rebuild(name: string, promotes: boolean): Promise<Build> {
    const projection = this.#wantedNamed(name);
    const { version, translation } = projection;
    return this.#change(async () => {
      const wanted = { projection: name, version, translation, promotes };
      const build = await this.#options.readModels.writer
        .transaction()
        .execute((transaction) => createBuild(transaction, wanted, this.#options.now()));
      this.#follow(build);
      return build;
    });
  }

  /**
   * Lets a rebuild take over, once it has come as far as what answers.
   *
   * @throws LedgerError `not-found`; `rebuild-not-ready` when it does not get there in time.
   */
  promote(build: number): Promise<void> {
    return this.#change(async () => {
      const next = await this.#rebuildOf(build);
      const { reader, writer } = this.#options.readModels;
      const live = await findBuildIn(reader, next.projection, 'live');
      // What answers must not step back: it stops, and the new build comes as far.
      if (live !== undefined) await this.#unfollow(live.build);
      try {
        await awaitReached(reader, build, await this.#positionOf(live), () => this.#isStopping);
        await writer
          .transaction()
          .execute((transaction) => promoteBuild(transaction, build, this.#options.now()));
      } catch (error) {
        if (live !== undefined) this.#follow(live);
        throw error;
      }
      await removeRetired(writer);
    });
  }

  /** Stops and forgets a rebuild. @throws LedgerError `not-found`. */
  discard(build: number): Promise<void> {
    return this.#change(async () => {
      await this.#rebuildOf(build);
      await this.#unfollow(build);
      await this.#options.readModels.writer
        .transaction()
        .execute((transaction) => discardBuild(transaction, build));
    });
  }

  /**
   * Works on what answers while nothing else writes to it, in one transaction; then it follows the log again.
   *
   * @throws LedgerError `not-found` where nothing answers under this name; `shutting-down`.
   */
  changeLive<T>(name: string, work: (rows: Database, live: Build) => Promise<T>): Promise<T> {
    return this.#change(async () => {
      const { reader, writer } = this.#options.readModels;
      const found = await findBuildIn(reader, name, 'live');
      if (found === undefined) throw new LedgerError('not-found', 'Nothing answers yet.');
      if (this.#isStopping) throw new LedgerError('shutting-down', 'The projector is stopping.');
      await this.#unfollow(found.build);
      try {
        const live = (await findBuild(reader, found.build)) ?? found;
        return await writer
          .transaction()
          .execute((transaction) => work(inBuild(transaction, live), live));
      } finally {
        this.#follow(found);
      }
    });
  }

  /** Lets a build that stands still try its event again. @throws LedgerError `not-found`. */
  async resume(build: number): Promise<void> {
    await this.#standingStill(build);
    await setFailure(this.#options.readModels.writer, build, null);
  }

  /** Lets a build pass over the event that it stands still at; on record, until the next rebuild. */
  async skip(build: number, eventId: string): Promise<void> {
    const failure = await this.#standingStill(build);
    if (failure.eventId !== eventId)
      throw new LedgerError(
        'not-found',
        `The build stands still at another event: ${failure.eventId}.`,
      );
    const skippedAt = this.#options.now();
    await this.#options.readModels.writer.transaction().execute(async (transaction) => {
      await skipEvent(transaction, build, { ...failure, skippedAt });
      await setFailure(transaction, build, null);
    });
  }

  #follow(build: Build): void {
    const projection = this.#options.projections.find(
      ({ name, version }) => name === build.projection && version === build.version,
    );
    if (projection === undefined || this.#isStopping) return;
    const { store, readModels, now } = this.#options;
    const runner = new ProjectionRunner(projection, build, {
      store,
      readModels,
      now,
      onFailure: (_, error) => {
        this.#options.onFailure(build.projection, error);
      },
      onCaughtUp: () => {
        this.#takeOver(build);
      },
    });
    this.#runners.set(build.build, runner);
    runner.start();
  }

  async #unfollow(build: number): Promise<void> {
    const runner = this.#runners.get(build);
    this.#runners.delete(build);
    await runner?.stop();
  }

  /** A rebuild that takes over by itself does so the first time that it has caught up. */
  #takeOver({ build, state, promotes, projection }: Build): void {
    if (state !== 'building' || !promotes || this.#promoting.has(build)) return;
    this.#promoting.add(build);
    this.promote(build).catch((error: unknown) => {
      // Somebody promoted or discarded it before.
      if (error instanceof LedgerError && error.code === 'not-found') return;
      this.#options.onFailure(projection, error);
      this.#promoting.delete(build);
    });
  }

  async #positionOf(live: Build | undefined): Promise<Position | null> {
    if (live === undefined) return null;
    return (await findBuild(this.#options.readModels.reader, live.build))?.position ?? null;
  }

  async #rebuildOf(build: number): Promise<Build> {
    const found = await findBuild(this.#options.readModels.reader, build);
    if (found?.state !== 'building')
      throw new LedgerError('not-found', 'There is no such rebuild.');
    return found;
  }

  async #standingStill(build: number) {
    const failure = (await findBuild(this.#options.readModels.reader, build))?.failure;
    if (failure == null) throw new LedgerError('not-found', 'This build does not stand still.');
    return failure;
  }

  #wantedNamed(name: string): Projection {
    const projection = this.wanted.find((one) => one.name === name);
    if (projection === undefined)
      throw new LedgerError(
        'not-found',
        `There is no projection of this name: ${this.wanted.map((one) => one.name).join(', ')}.`,
      );
    return projection;
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => undefined);
    return done;
  }
}
