import { availableParallelism } from 'node:os';
import { entryBeside } from '@subledger/event-store';
import {
  type Build,
  type BulkFile,
  createIndices,
  emptyBuild,
  findBuild,
  forgetLoad,
  reportLoad,
} from '@subledger/read-models';
import { rm } from 'node:fs/promises';
import type { Projection } from '../projection.js';
// Only a type: the import makes the compiler include the thread's file in the build.
import type {} from './bulk-entry.js';
import type { BulkCrewData, BulkJobs, BulkResults } from './bulk-job.js';
import type { BulkParts, BulkWay } from './bulk-load.js';
import { Crew, JobFault } from './crew.js';
import { loadEvents } from './load-events.js';
import { loadMarked } from './load-marked.js';
import { loadSubjects } from './load-subjects.js';
import { SharedCrew } from './shared-crew.js';

/** From this many events on, threads and files are worth setting up. */
const LEAST_EVENTS = 5_000;
/** More threads than this would wait for the one that writes. */
const MOST_THREADS = 4;

type Loaded = Pick<Projection, 'bulkWay' | 'apply'>;

/**
 * Loads a build that has most of the log still to apply: several threads translate and fold, one writes, in the
 * order of the keys. If stopped or killed, it resumes where it was.
 */
export class BulkLoader {
  readonly #parts: BulkParts;
  readonly #crew: SharedCrew;
  /** Builds whose load failed: they are fed event by event, which finds the event to blame. */
  readonly #refused = new Set<string>();

  constructor(parts: BulkParts) {
    this.#parts = parts;
    const { startCrew = ownCrew, logFile, names } = parts;
    this.#crew = new SharedCrew(() => startCrew({ logFile, names }));
  }

  /**
   * Resolves when the build is loaded, or there is too little to load, or `signal` says to stop.
   *
   * @throws JobFault where it is given up: the next call resolves at once. Another error: the next call goes on, or begins anew.
   */
  async load(projection: Loaded, build: Build, signal: AbortSignal): Promise<void> {
    const { bulk } = this.#parts.readModels;
    const { bulkWay: way, apply } = projection;
    if (way === undefined) return;
    if (bulk === null || !(await this.#isWorthIt(way, build))) {
      if (way === 'events') await this.#ensureIndices(build);
      return;
    }
    try {
      const load = { ...this.#parts, build, bulk, signal, ahead: threads() + 1 };
      if (typeof way === 'object') await loadMarked(load, way, apply);
      else
        await this.#crew.use((crew) =>
          way === 'events' ? loadEvents({ ...load, crew }) : loadSubjects({ ...load, crew }),
        );
    } catch (error) {
      if (error instanceof JobFault) await this.#giveUp(build, bulk);
      throw error;
    } finally {
      bulk.forget();
    }
  }

  async #isWorthIt(way: BulkWay, build: Build): Promise<boolean> {
    if (this.#refused.has(identityOf(build))) return false;
    const left = await this.#parts.store.countAfter(build.position);
    if (left === null || left < (this.#parts.leastEvents ?? LEAST_EVENTS)) return false;
    // Past the halfway point a bulk load would mostly re-read what is already there.
    return way === 'events' ? left > build.applied : way !== 'subjects' || build.position === null;
  }

  /**
   * Falls back to feeding event by event, from the checkpoint or else from the start: that way can stand still at
   * one event.
   */
  async #giveUp(build: Build, bulk: BulkFile): Promise<void> {
    const { readModels, now } = this.#parts;
    this.#refused.add(identityOf(build));
    await bulk.sorting(() =>
      readModels.writer.transaction().execute(async (transaction) => {
        const found = await findBuild(transaction, build.build);
        // A load that moves the checkpoint as it goes leaves complete rows up to there.
        if (found?.position === null) {
          await reportLoad(transaction, build.build, { applied: 0, at: now() });
          await emptyBuild(transaction, build);
          await forgetLoad(transaction, build.build);
        }
        if (found !== undefined) await createIndices(transaction, build);
      }),
    );
    await rm(bulk.scratchFolder(build.build), { recursive: true, force: true });
  }

  /** A load that was given up may have left the indices out. */
  async #ensureIndices(build: Build): Promise<void> {
    const { bulk, writer } = this.#parts.readModels;
    const create = (): Promise<void> =>
      writer.transaction().execute((transaction) => createIndices(transaction, build));
    await (bulk === null ? create() : bulk.sorting(create));
  }
}

/** A build's number is used again once the file was lost. */
const identityOf = ({ build, startedAt }: Build): string => `${build} ${startedAt}`;

export const ownCrew = (data: BulkCrewData): Crew<BulkJobs, BulkResults> =>
  new Crew(entryBeside(import.meta.url, 'bulk-entry'), threads(), data);

const threads = (): number => Math.min(MOST_THREADS, availableParallelism());
