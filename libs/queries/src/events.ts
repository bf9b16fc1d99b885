import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Environment, type Instant, LAST_INSTANT, type Position } from '@subledger/domain';
import {
  type Database,
  deliveriesOfProfiles,
  loadCheckpoint,
  profilesOfCustomer,
  readLogPage,
  readSnapshot,
  type TimelineEntry,
} from '@subledger/read-models';
import { cursorOfPosition, positionOfCursor } from './page.js';
import { awaitPosition, type Freshness, READ_SIDE, type ReadSide } from './read-side.js';
import { type EventAnswer, eventAnswer, positionsOf } from './timeline.js';

/** How many entries one page looks at, whatever it is to be filtered by. */
const ENTRIES_A_PAGE = 2_000;

export interface EventsQuestion extends Freshness {
  readonly environment: Environment;
  readonly customerUserId?: string;
  /** A name in our terms, or as it came. */
  readonly type?: string;
  /** Only what was received at or after this instant. */
  readonly since?: Instant;
  readonly cursor?: string;
  /** Begin with the newest entries instead of the first ones. */
  readonly newest: boolean;
  readonly limit: number;
}

export interface EventsAnswer {
  readonly items: readonly EventAnswer[];
  /** Where to go on, now or once more was recorded; null before the first event. */
  readonly nextCursor: string | null;
  /** Whether nothing more is recorded yet. A page may be short, or empty, without. */
  readonly caughtUp: boolean;
}

/** The recorded deliveries of everybody, in the log's order. */
export class ListEvents extends Query<EventsAnswer> {
  constructor(readonly question: EventsQuestion) {
    super();
  }
}

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no page gave; `answer-too-large`. */
  async execute({ question }: ListEvents): Promise<EventsAnswer> {
    if (question.customerUserId !== undefined)
      await awaitPosition(this.side, 'lifecycle', question);
    await awaitPosition(this.side, 'timeline', question);
    const behind = positionOfCursor(question.cursor);
    const isNewest = question.newest && behind === null;
    const { seen, head } = await readSnapshot(this.side.readModels.reader, async (snapshot) => ({
      head: await loadCheckpoint(snapshot, 'timeline'),
      seen: await readLogPage(snapshot, {
        environment: question.environment,
        ...(await positionsIn(snapshot, question)),
        after: isNewest ? 'newest' : behind,
        limit: ENTRIES_A_PAGE,
      }),
    }));
    const fitting = seen.filter((entry) => fits(entry, question));
    return isNewest
      ? pageOfAll(fitting.slice(-question.limit), head)
      : pageOf(seen, fitting, question.limit, head ?? behind);
  }
}

const pageOfAll = (items: readonly TimelineEntry[], head: Position | null): EventsAnswer => ({
  items: items.map(eventAnswer),
  nextCursor: head === null ? null : cursorOfPosition(head),
  caughtUp: true,
});

/** Goes on behind the last entry that was looked at, or that fitted on the page. */
function pageOf(
  seen: readonly TimelineEntry[],
  fitting: readonly TimelineEntry[],
  limit: number,
  head: Position | null,
): EventsAnswer {
  const items = fitting.slice(0, limit);
  const isFull = fitting.length > limit;
  if (!isFull && seen.length < ENTRIES_A_PAGE) return pageOfAll(items, head);
  const last = (isFull ? items : seen).at(-1);
  return {
    items: items.map(eventAnswer),
    nextCursor: last === undefined ? null : cursorOfPosition(last.position),
    caughtUp: false,
  };
}

const fits = (entry: TimelineEntry, { type, since }: EventsQuestion): boolean =>
  (type === undefined || entry.type === type || entry.name === type) &&
  (since === undefined || entry.recordedAt >= since);

async function positionsIn(
  snapshot: Database,
  { environment, customerUserId }: EventsQuestion,
): Promise<{ only?: readonly Position[] }> {
  if (customerUserId === undefined) return {};
  const profiles = await profilesOfCustomer(snapshot, environment, customerUserId, LAST_INSTANT);
  const facts = await deliveriesOfProfiles(snapshot, environment, profiles, LAST_INSTANT);
  return { only: positionsOf(facts, profiles) };
}
