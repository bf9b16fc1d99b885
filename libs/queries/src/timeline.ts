import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Fact,
  formatInstant,
  LAST_INSTANT,
  LedgerError,
  type Position,
  profilesNamedBy,
} from '@subledger/domain';
import {
  deliveriesOfProfiles,
  findEvent,
  findQuarantined,
  profilesOfCustomer,
  readSnapshot,
  readLogPage,
  type TimelineEntry,
} from '@subledger/read-models';
import { type Page, pageOf, type PageRequest, positionOfCursor } from './page.js';
import { awaitPosition, type Freshness, READ_SIDE, type ReadSide } from './read-side.js';
import type { StatusQuestion } from './status.js';

/** A recorded delivery as answers show it. */
export type EventAnswer = Omit<TimelineEntry, 'revision' | 'occurredAt' | 'recordedAt'> & {
  readonly revision: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
};

/** A customer's or a profile's recorded events, in order. */
export class GetTimeline extends Query<Page<EventAnswer>> {
  constructor(
    readonly question: StatusQuestion,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** One recorded event. */
export class GetEvent extends Query<EventAnswer> {
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

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found` for somebody whom no recorded event names. */
  async execute({ question, page }: GetTimeline): Promise<Page<EventAnswer>> {
    // Whose events they are is told by the lifecycle's read model.
    await awaitPosition(this.side, 'lifecycle', question);
    await awaitPosition(this.side, 'timeline', question);
    const after = positionOfCursor(page.cursor);
    const found = await readSnapshot(this.side.readModels.reader, async (snapshot) => {
      const { environment, whom } = question;
      const profiles =
        whom.kind === 'profile'
          ? [whom.profileId]
          : await profilesOfCustomer(snapshot, environment, whom.customerUserId, LAST_INSTANT);
      const facts = await deliveriesOfProfiles(snapshot, environment, profiles, LAST_INSTANT);
      const only = positionsOf(facts, profiles);
      return await readLogPage(snapshot, { environment, only, after, limit: page.limit + 1 });
    });
    if (found.length === 0 && after === null)
      throw new LedgerError('not-found', `No recorded event names this ${question.whom.kind}.`);
    return pageOf(found, page.limit, eventAnswer);
  }
}

@QueryHandler(GetEvent)
export class GetEventHandler implements IQueryHandler<GetEvent> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`. */
  async execute({ eventId, freshness }: GetEvent): Promise<EventAnswer> {
    await awaitPosition(this.side, 'timeline', freshness);
    return eventAnswer(await entryOf(this.side, eventId));
  }
}

@QueryHandler(GetEventBody)
export class GetEventBodyHandler implements IQueryHandler<GetEventBody> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`; an id in quarantine is as good as any other. */
  async execute({ eventId, freshness }: GetEventBody): Promise<Uint8Array> {
    await awaitPosition(this.side, 'quarantine', freshness);
    await awaitPosition(this.side, 'timeline', freshness);
    const quarantined = await findQuarantined(this.side.readModels.reader, eventId.toLowerCase());
    const { stream, revision } = quarantined
      ? { stream: quarantined.stream, revision: 0n }
      : await entryOf(this.side, eventId);
    for await (const event of this.side.store.readStream(stream, { from: revision, limit: 1 }))
      return event.data;
    throw new LedgerError('not-found', 'The log has no such event.');
  }
}

/** Where those facts stand that name one of the profiles, or that name none and are about a chain of theirs. */
export function positionsOf(facts: readonly Fact[], profiles: readonly string[]): Position[] {
  const mine = facts.filter((fact) => {
    const named = profilesNamedBy(fact);
    return named.length === 0 || named.some((profile) => profiles.includes(profile));
  });
  return [...new Set(mine.flatMap(({ position }) => position ?? []))];
}

async function entryOf(side: ReadSide, eventId: string): Promise<TimelineEntry> {
  const entry = await findEvent(side.readModels.reader, eventId.toLowerCase());
  if (entry === undefined) throw new LedgerError('not-found', 'No recorded event has this id.');
  return entry;
}

export const eventAnswer = (entry: TimelineEntry): EventAnswer => ({
  ...entry,
  revision: String(entry.revision),
  occurredAt: formatInstant(entry.occurredAt),
  recordedAt: formatInstant(entry.recordedAt),
});
