import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { comparePositions, type Position } from '@subledger/domain';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import {
  type BuildStatus,
  describeBuilds,
  lifecycle,
  type Projection,
  type ProjectionSide,
  Projector,
  quarantine,
  timeline,
} from '@subledger/projections';
import { READ_MODELS, type ReadModels } from '@subledger/read-models';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { CLOCK, type Clock } from '../webhooks/clock.js';

/** Where the projections to run are injected: every version of each that the server is to know. */
export const PROJECTIONS = Symbol('Projections');

export type ListProjections = (eventNames: Configuration['eventNames']) => readonly Projection[];

export const ledgerProjections: ListProjections = (eventNames) => [
  lifecycle(eventNames),
  timeline(eventNames),
  quarantine(),
];

/** The ledger's projections, and how they stand. */
@Injectable()
export class Projections {
  readonly projector: Projector;
  readonly #store: EventStore;
  readonly #readModels: ReadModels;
  readonly #now: Clock;
  readonly #names: Configuration['eventNames'];
  /** Where the log ended at the start, or when the read models were lost: what must be applied before the first question is answered. */
  #headAtStart: Promise<Position | null> | undefined;
  #lossSeen: ReadModels['loss'] = null;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_MODELS) readModels: ReadModels,
    { eventNames }: Configuration,
    @InjectPinoLogger(Projections.name) log: PinoLogger,
    @Inject(CLOCK) now: Clock,
    @Inject(PROJECTIONS) listProjections: ListProjections,
  ) {
    this.#store = store;
    this.#readModels = readModels;
    this.#now = now;
    this.#names = eventNames;
    this.projector = new Projector({
      store,
      readModels,
      projections: listProjections(eventNames),
      now,
      onFailure: (projection, error) => {
        log.error({ err: error, projection }, 'a projection failed');
      },
    });
  }

  /** What operations on them need. */
  get side(): ProjectionSide {
    return { projector: this.projector, store: this.#store, names: this.#names, now: this.#now };
  }

  describe(): Promise<readonly BuildStatus[]> {
    return describeBuilds(this.side);
  }

  /** One sentence on what does not follow the log, or has not come as far as the log was at the start. */
  async reasonNotCaughtUp(): Promise<string | null> {
    const { loss } = this.#readModels;
    if (loss !== this.#lossSeen) this.#headAtStart = undefined;
    this.#lossSeen = loss;
    const reason = await this.#reasonBehind();
    return reason === null || loss === null ? reason : `${loss.reason}; ${reason}`;
  }

  async #reasonBehind(): Promise<string | null> {
    this.#headAtStart ??= this.#store.head();
    const head = await this.#headAtStart.catch((error: unknown) => {
      this.#headAtStart = undefined;
      throw error;
    });
    const live = (await this.describe()).filter(({ role }) => role === 'live');
    const missing = this.projector.wanted.find(
      ({ name }) => !live.some(({ projection }) => projection === name),
    );
    if (missing !== undefined) return `${missing.name} is not there yet: no process projects`;
    for (const build of live) {
      if (build.failure !== null)
        return `${build.projection} stands still at event ${build.failure.eventId}: ${build.failure.reason}`;
      if (build.activity === 'failing')
        return `${build.projection} fails: ${build.trouble ?? 'unknown error'}`;
      if (!hasReached(build.position, head))
        return `${build.projection} has applied ${build.position ?? 'nothing'} of ${head ?? 'nothing'}`;
    }
    return null;
  }
}

const hasReached = (position: Position | null, goal: Position | null): boolean =>
  goal === null || (position !== null && comparePositions(position, goal) >= 0);
