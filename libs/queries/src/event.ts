import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { formatInstant, LedgerError } from '@subledger/domain';
import {
  findEvent,
  findQuarantined,
  loadCheckpoint,
  type TimelineEntry,
} from '@subledger/read-models';
import { askBegun, haveBegun, NOT_BEGUN } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { furthestBehind, reachAt } from './in-snapshot.js';
import { notFound } from './not-found.js';
import { READ_SIDE, type ReadSide } from './read-side.js';
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
    await awaitPosition(this.side, ['timeline'], freshness);
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

  /**
   * An id in quarantine is as good as any other.
   *
   * @throws LedgerError `not-found`; `log-altered` where the log holds another event in its place.
   */
  async execute({ eventId, freshness }: GetEventBody): Promise<Uint8Array> {
    await awaitPosition(this.side, ['quarantine', 'timeline'], freshness);
    const { stream, revision } = await this.#placeOf(eventId, freshness);
    for await (const event of this.side.store.readStream(stream, { from: revision, limit: 1 }))
      if (event.id === eventId.toLowerCase()) return event.data;
    throw new LedgerError('log-altered', 'The log does not hold this event where it was recorded.');
  }

  /** Neither of the two read models keeps from view what the other one knows. */
  async #placeOf(eventId: string, freshness: Freshness): Promise<Place> {
    const place = await askBegun(this.side, BOTH, freshness, async (mustHaveBegun) => {
      const { reader } = this.side.readModels;
      const quarantined = await findQuarantined(reader, eventId.toLowerCase());
      if (quarantined !== undefined) return { stream: quarantined.stream, revision: 0n };
      const entry = await findEvent(reader, eventId.toLowerCase());
      if (entry !== undefined) return entry;
      return mustHaveBegun && !(await haveBegun(this.side, BOTH)) ? NOT_BEGUN : undefined;
    });
    if (place === undefined) throw await noEvent(this.side);
    return place;
  }
}

const BOTH = ['timeline', 'quarantine'] as const;

/** Where the log has an event. */
type Place = Pick<TimelineEntry, 'stream' | 'revision'>;

async function entryOf(
  side: ReadSide,
  eventId: string,
  freshness: Freshness,
): Promise<TimelineEntry> {
  const entry = await askBegun(side, ['timeline'], freshness, async (mustHaveBegun) => {
    const found = await findEvent(side.readModels.reader, eventId.toLowerCase());
    const isKnown = found !== undefined || !mustHaveBegun || (await haveBegun(side, ['timeline']));
    return isKnown ? found : NOT_BEGUN;
  });
  if (entry !== undefined) return entry;
  const quarantined = await findQuarantined(side.readModels.reader, eventId.toLowerCase());
  if (quarantined === undefined) throw await noEvent(side);
  throw new LedgerError(
    'not-found',
    `This delivery is in quarantine and is not an event: see /v1/quarantine/${quarantined.eventId}.`,
  );
}

/** Whether it is in one of the read models that were looked into is told by how far these have come now. */
async function noEvent(side: ReadSide): Promise<LedgerError> {
  const { reader } = side.readModels;
  const reached = await Promise.all(BOTH.map((name) => loadCheckpoint(reader, name)));
  return notFound('No recorded event has this id.', await reachAt(side, furthestBehind(reached)));
}

export const eventAnswer = (entry: TimelineEntry): EventAnswer => ({
  ...entry,
  revision: String(entry.revision),
  occurredAt: formatInstant(entry.occurredAt),
  recordedAt: formatInstant(entry.recordedAt),
});
