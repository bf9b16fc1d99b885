import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { hasCode, type Position } from '@subledger/domain';
import { EVENT_STORE, type EventStore, withTimeLimit } from '@subledger/event-store';
import {
  type BuildStatus,
  describeBuilds,
  LocalControl,
  newestVersions,
  type ProjectionControl,
  Projector,
  refuseNewer,
  RemoteControl,
} from '@subledger/projections';
import { type ProjectionSide } from '@subledger/projections/operations';
import { isDatabaseFault, listBuilds, READ_MODELS, type ReadModels } from '@subledger/read-models';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { needsStore } from '../store/needs-store.js';
import { CLOCK, type Clock } from '../clock.js';
import type { ListProjections } from './ledger-projections.js';
import { bulkLoaderOf } from './bulk-loader-of.js';
import { projectorThread } from './projector-thread.js';
import { reasonBehind } from './reason-behind.js';
import { reasonOtherLog } from './reason-other-log.js';

/** The token for what to project with: injected into whoever runs the projections. */
export const PROJECTING = Symbol('Projecting');

export interface Projecting {
  /** Every version of each projection that the server should know. */
  readonly list: ListProjections;
  /** A thread of its own, so that neither webhooks nor queries wait for it; or this one. */
  readonly where: 'thread' | 'here';
}

/** A probe of a process that only answers must not be late because of a store that says nothing. */
const STORE_LIMIT_MS = 500;

/** The ledger's projections, and how they are doing. */
@Injectable()
export class Projections {
  readonly control: ProjectionControl;
  readonly #store: EventStore;
  readonly #readModels: ReadModels;
  readonly #now: Clock;
  readonly #needsStore: boolean;
  /**
   * Where the log ended at the start, or when the read models were lost: everything up to here must be applied
   * before the server is ready.
   */
  #headAtStart: Promise<Position | null> | undefined;
  #lossSeen: ReadModels['loss'] = null;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_MODELS) readModels: ReadModels,
    configuration: Configuration,
    @InjectPinoLogger(Projections.name) log: PinoLogger,
    @Inject(CLOCK) now: Clock,
    @Inject(PROJECTING) { list, where }: Projecting,
  ) {
    this.#store = store;
    this.#readModels = readModels;
    this.#now = now;
    const onFailure = (projection: string, error: unknown): void => {
      log.error({ err: error, projection }, 'a projection failed');
    };
    const { eventNames: names, roles } = configuration;
    this.#needsStore = needsStore(roles);
    const projections = list(names);
    if (where === 'thread' && roles.includes('project')) {
      const wanted = newestVersions(projections);
      this.control = new RemoteControl({
        ...projectorThread(configuration),
        wanted,
        now,
        onFailure,
      });
      return;
    }
    const parts = { store, readModels, now };
    const bulk = bulkLoaderOf(parts, configuration);
    const projector = new Projector({ ...parts, ...bulk, projections, onFailure });
    this.control = new LocalControl(projector, { store, names });
  }

  /** What operations on them need. */
  get side(): ProjectionSide {
    return {
      control: this.control,
      readModels: this.#readModels,
      store: this.#store,
      now: this.#now,
    };
  }

  /**
   * For a process that only asks. Where their database is away, nothing is known yet, and the process starts all the same.
   *
   * @throws LedgerError `invalid-configuration` if a newer ledger wrote the read models.
   */
  async refuseNewer(): Promise<void> {
    try {
      for (const projection of this.control.wanted) await refuseNewer(this.#readModels, projection);
    } catch (error) {
      if (!isDatabaseFault(error)) throw error;
    }
  }

  describe(): Promise<readonly BuildStatus[]> {
    return describeBuilds(this.side);
  }

  /**
   * One sentence on which projection does not follow the log, or has not reached the end that it had at the start.
   */
  async reasonNotCaughtUp(): Promise<string | null> {
    const { loss } = this.#readModels;
    if (loss !== this.#lossSeen) this.#headAtStart = undefined;
    this.#lossSeen = loss;
    const reason = await this.#reasonBehind();
    return reason === null || loss === null ? reason : `${loss.reason}; ${reason}`;
  }

  async #reasonBehind(): Promise<string | null> {
    const [head, builds] = await Promise.all([
      this.#headToReach(),
      listBuilds(this.#readModels.reader),
    ]);
    const reason = reasonBehind(builds, this.control, head);
    if (reason !== null) return reason;
    const otherLog = reasonOtherLog(builds, this.control, this.#store);
    return (await this.#unlessAway(otherLog)) ?? null;
  }

  async #headToReach(): Promise<Position | null | undefined> {
    this.#headAtStart ??= this.#store.head();
    try {
      const head = await this.#unlessAway(this.#headAtStart);
      if (head === undefined) this.#headAtStart = undefined;
      return head;
    } catch (error) {
      this.#headAtStart = undefined;
      throw error;
    }
  }

  /** Undefined where the store does not answer, and this process can do without. */
  async #unlessAway<T>(answer: Promise<T>): Promise<T | undefined> {
    if (this.#needsStore) return answer;
    try {
      return await withTimeLimit(answer, STORE_LIMIT_MS);
    } catch (error) {
      if (hasCode(error, 'store-unavailable')) return undefined;
      throw error;
    }
  }
}
