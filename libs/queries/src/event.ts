import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { formatInstant, LedgerError } from '@subledger/domain';
import { findEvent, type TimelineEntry } from '@subledger/read-models';
import { quarantinedOf } from './quarantine.js';
import {
  askBegun,
  awaitPosition,
  type Freshness,
  hasBegun,
  READ_SIDE,
  type ReadSide,
} from './read-side.js';
import { Turns } from './turns.js';

/** A recorded delivery as answers show it. */
export type EventAnswer = Omit<TimelineEntry, 'revision' | 'occurredAt' | 'recordedAt'> & {
  readonly revision: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
};

/** One recorded event, with what became of it. */
export interface SingleEventAnswer extends EventAnswer {
  /** The event that stands in its place since. */
  readonly supersededBy: string | null;
}

/** One recorded event. */
export class GetEvent extends Query<SingleEventAnswer> {
  constructor(
    readonly eventId: string,
    readonly freshness: Freshness,
  ) {
    super();
  }
}

/** The exact bytes of one recorded event. */
export class GetEventBody extends Query<Uint8Array> {
  constructor(
    readonly eventId: string,
    readonly freshness: Freshness,
  ) {
    super();
  }
}

@QueryHandler(GetEvent)
export class GetEventHandler implements IQueryHandler<GetEvent> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`. */
  async execute({ eventId, freshness }: GetEvent): Promise<SingleEventAnswer> {
    await awaitPosition(this.side, 'timeline', freshness);
    const entry = await entryOf(this.side, eventId, freshness);
    return { ...eventAnswer(entry), supersededBy: await this.#successorOf(entry) };
  }

  /**
   * A correction is recorded behind the event that it supersedes, in the same stream. It is looked for in the log, so that
   * a read model that stands still keeps nobody from reading an event.
   */
  async #successorOf({ eventId, stream, revision }: TimelineEntry): Promise<string | null> {
    const turns = new Turns();
    for await (const event of this.side.store.readStream(stream, { from: revision + 1n })) {
      if (event.metadata.supersedes === eventId) return event.id;
      await turns.giveOne();
    }
    return null;
  }
}

@QueryHandler(GetEventBody)
export class GetEventBodyHandler implements IQueryHandler<GetEventBody> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`; an id in quarantine is as good as any other. */
  async execute({ eventId, freshness }: GetEventBody): Promise<Uint8Array> {
    await awaitPosition(this.side, 'quarantine', freshness);
    await awaitPosition(this.side, 'timeline', freshness);
    const quarantined = await quarantinedOf(this.side, eventId, freshness);
    const { stream, revision } = quarantined
      ? { stream: quarantined.stream, revision: 0n }
      : await entryOf(this.side, eventId, freshness);
    for await (const event of this.side.store.readStream(stream, { from: revision, limit: 1 }))
      return event.data;
    throw new LedgerError('not-found', 'The log has no such event.');
  }
}

async function entryOf(
  side: ReadSide,
  eventId: string,
  freshness: Freshness,
): Promise<TimelineEntry> {
  const entry = await askBegun(side, ['timeline'], freshness, async () => {
    const found = await findEvent(side.readModels.reader, eventId.toLowerCase());
    return { found, hasBegun: found !== undefined || (await hasBegun(side, 'timeline')) };
  });
  if (entry === undefined) throw new LedgerError('not-found', 'No recorded event has this id.');
  return entry;
}

export const eventAnswer = (entry: TimelineEntry): EventAnswer => ({
  ...entry,
  revision: String(entry.revision),
  occurredAt: formatInstant(entry.occurredAt),
  recordedAt: formatInstant(entry.recordedAt),
});
