import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { comparePositions, type Environment, LAST_INSTANT, type Position } from '@subledger/domain';
import {
  type Database,
  readLogPage,
  readSnapshot,
  type TimelineEntry,
} from '@subledger/read-models';
import { cursorOfPosition, positionOfCursor } from './page.js';
import { awaitPosition, type Freshness, READ_SIDE, type ReadSide } from './read-side.js';
import { type EventAnswer, eventAnswer } from './event.js';
import { type EventsFilter, fits } from './fits.js';
import { followable } from './timeline-facts.js';

/** How many entries one page looks at, whatever it is to be filtered by. */
const ENTRIES_A_PAGE = 2_000;
/** How many are in memory at once while all are read. */
const ENTRIES_A_BATCH = 500;

export interface EventsQuestion extends Freshness, EventsFilter {
  readonly environment: Environment;
  readonly customerUserId?: string;
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

/** All that fits, as the log was when reading began, in batches. */
export class StreamEvents extends Query<AsyncIterable<readonly EventAnswer[]>> {
  constructor(readonly question: Omit<EventsQuestion, 'newest' | 'limit'>) {
    super();
  }
}

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no page gave; `answer-too-large`. */
  async execute({ question }: ListEvents): Promise<EventsAnswer> {
    await awaitWhat(this.side, question);
    const behind = positionOfCursor(question.cursor);
    const isNewest = question.newest && behind === null;
    const { seen, head } = await readSnapshot(
      this.side.readModels.reader,
      async (snapshot, reachedBy) => ({
        head: reachedBy('timeline'),
        seen: await readLogPage(snapshot, {
          environment: question.environment,
          ...(await positionsIn(snapshot, question)),
          after: isNewest ? 'newest' : behind,
          limit: ENTRIES_A_PAGE,
        }),
      }),
    );
    const fitting = seen.filter((entry) => fits(entry, question));
    return isNewest
      ? pageOfAll(fitting.slice(-question.limit), head)
      : pageOf(seen, fitting, question.limit, head ?? behind);
  }
}

@QueryHandler(StreamEvents)
export class StreamEventsHandler implements IQueryHandler<StreamEvents> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page: before the first batch, so that the asker hears of it. */
  async execute({ question }: StreamEvents): Promise<AsyncIterable<readonly EventAnswer[]>> {
    await awaitWhat(this.side, question);
    const behind = positionOfCursor(question.cursor);
    const { reader } = this.side.readModels;
    const { end, only } = await readSnapshot(reader, async (snapshot, reachedBy) => ({
      end: reachedBy('timeline'),
      ...(await positionsIn(snapshot, question)),
    }));
    return batches(reader, question, { behind, end, only });
  }
}

/** Each batch is a snapshot of its own: a reader that takes its time holds nothing up. What is recorded stays as it is. */
async function* batches(
  reader: Database,
  question: Omit<EventsQuestion, 'newest' | 'limit'>,
  { behind, end, only }: Span,
): AsyncGenerator<readonly EventAnswer[]> {
  const { environment } = question;
  for (let after = behind; end !== null;) {
    const seen = await readSnapshot(reader, (snapshot) =>
      readLogPage(snapshot, {
        environment,
        after,
        limit: ENTRIES_A_BATCH,
        ...(only === undefined ? {} : { only }),
      }),
    );
    const known = seen.filter(({ position }) => comparePositions(position, end) <= 0);
    const fitting = known.filter((entry) => fits(entry, question));
    if (fitting.length > 0) yield fitting.map(eventAnswer);
    const last = known.at(-1);
    if (last === undefined || known.length < ENTRIES_A_BATCH) return;
    after = last.position;
  }
}

interface Span {
  readonly behind: Position | null;
  /** Where the log ended when reading began. */
  readonly end: Position | null;
  readonly only: readonly Position[] | undefined;
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

/** Whose events they are is told by the lifecycle's read model. */
async function awaitWhat(
  side: ReadSide,
  question: Pick<EventsQuestion, 'customerUserId' | 'minPosition' | 'timeoutMs'>,
): Promise<void> {
  if (question.customerUserId !== undefined) await awaitPosition(side, 'lifecycle', question);
  await awaitPosition(side, 'timeline', question);
}

async function positionsIn(
  snapshot: Database,
  { environment, customerUserId }: Pick<EventsQuestion, 'environment' | 'customerUserId'>,
): Promise<{ only?: readonly Position[] }> {
  if (customerUserId === undefined) return {};
  const whom = { kind: 'customer', customerUserId } as const;
  const { shown } = await followable(snapshot, environment, whom, LAST_INSTANT);
  return { only: [...new Set(shown.flatMap(({ position }) => position ?? []))] };
}
