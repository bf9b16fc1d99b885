import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { comparePositions, type Position } from '@subledger/domain';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { lifecycle, ProjectionRunner, quarantine, timeline } from '@subledger/projections';
import { READ_MODELS, type ReadModels } from '@subledger/read-models';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { CLOCK, type Clock } from '../webhooks/clock.js';

/** Runs every projection of the ledger, each on its own, so that one that fails holds up no other. */
@Injectable()
export class Projector {
  readonly projections: Readonly<
    Record<'lifecycle' | 'timeline' | 'quarantine', ReturnType<typeof lifecycle>>
  >;
  readonly #runners: readonly ProjectionRunner[];
  readonly #store: EventStore;
  /** Where the log ended at the start: what must be applied before the first question is answered. */
  #headAtStart: Promise<Position | null> | undefined;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_MODELS) readModels: ReadModels,
    { eventNames }: Configuration,
    @InjectPinoLogger(Projector.name) log: PinoLogger,
    @Inject(CLOCK) now: Clock,
  ) {
    this.#store = store;
    this.projections = {
      lifecycle: lifecycle(eventNames),
      timeline: timeline(eventNames),
      quarantine: quarantine(),
    };
    this.#runners = Object.values(this.projections).map(
      (projection) =>
        new ProjectionRunner(projection, {
          store,
          readModels,
          now,
          onFailure: ({ name }, error) => {
            log.error({ err: error, projection: name }, 'a projection failed and will try again');
          },
        }),
    );
  }

  start(): void {
    this.#headAtStart = this.#store.head();
    for (const runner of this.#runners) runner.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.stop()));
  }

  /** One sentence on which projection has not caught up with the log as it was at the start, or fails. */
  async reasonNotCaughtUp(): Promise<string | null> {
    const head = (await this.#headAtStart) ?? null;
    for (const { name, checkpoint, failure } of this.#runners) {
      if (failure !== undefined)
        return `${name} fails: ${failure instanceof Error ? failure.message : 'unknown error'}`;
      if (head !== null && (checkpoint === null || comparePositions(checkpoint, head) < 0))
        return `${name} has applied ${checkpoint ?? 'nothing'} of ${head}`;
    }
    return null;
  }
}
