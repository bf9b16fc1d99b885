import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  BEFORE_ALL,
  comparePositions,
  type Environment,
  LAST_INSTANT,
  type Position,
} from '@subledger/domain';
import {
  type Database,
  type ReachedBy,
  readLogPage,
  readSnapshot,
  type TimelineEntry,
} from '@subledger/read-models';
import { cursorOfPosition, positionOfCursor } from './cursor.js';
import { askBegun, NOT_BEGUN } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { type Reach, READ_SIDE, type ReadSide } from './read-side.js';
import { awaitEnd, readBatchOfFile } from './file-batches.js';
import { type EventAnswer, eventAnswer } from './event.js';
import { type EventsFilter, fits } from './fits.js';
import { earlierOf } from './log-order.js';
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

export interface EventsAnswer extends EventsPage, Reach {}

interface EventsPage {
  readonly items: readonly EventAnswer[];
  /** Where to go on, now or once more was recorded; null before the first event. */
  readonly nextCursor: string | null;
  /** Whether this is all up to `position`. A page may be short, or empty, without. */
  readonly caughtUp: boolean;
}

/** The recorded deliveries of everybody, in the log's order. */
export class ListEvents extends Query<EventsAnswer> {
  constructor(readonly question: EventsQuestion) {
    super();
  }
}

/** All that fits of what had been recorded when it was asked for, in batches. */
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
    await awaitPosition(this.side, modelsOf(question), question);
    const behind = positionOfCursor(question.cursor);
    const isNewest = question.newest && behind === null;
    const { end, page } = await askBegun(this.side, modelsOf(question), question, (mustHaveBegun) =>
      readSnapshot(this.side.readModels.reader, async (snapshot, reachedBy) => {
        const { end, ...whose } = await readablePart(snapshot, reachedBy, question);
        if (mustHaveBegun && end === null) return NOT_BEGUN;
        const seen = await readLogPage(snapshot, {
          environment: question.environment,
          ...whose,
          after: isNewest ? 'newest' : behind,
          upTo: end ?? BEFORE_ALL,
          limit: ENTRIES_A_PAGE,
        });
        const fitting = seen.entries.filter((entry) => fits(entry, question));
        const page = isNewest
          ? lastPage(fitting.slice(-question.limit), end)
          : eventsPage(fitting, question.limit, seen.next, laterOf(end, behind));
        return { end, page };
      }),
    );
    return { ...page, position: end, lag: await this.side.store.countAfter(end) };
  }
}

@QueryHandler(StreamEvents)
export class StreamEventsHandler implements IQueryHandler<StreamEvents> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page, and `read-model-behind`: before the first batch, so that the asker hears of it. */
  async execute({ question }: StreamEvents): Promise<AsyncIterable<readonly EventAnswer[]>> {
    const behind = positionOfCursor(question.cursor);
    await awaitEnd(this.side, modelsOf(question), question);
    const { reader } = this.side.readModels;
    const part = await readSnapshot(reader, (snapshot, reachedBy) =>
      readablePart(snapshot, reachedBy, question),
    );
    return batches(reader, question, behind, part);
  }
}

/** Several snapshots give one answer, because what is recorded never changes. */
async function* batches(
  reader: Database,
  question: Omit<EventsQuestion, 'newest' | 'limit'>,
  behind: Position | null,
  { end, ...whose }: LogPart,
): AsyncGenerator<readonly EventAnswer[]> {
  const { environment } = question;
  const span = { environment, ...whose, upTo: end ?? BEFORE_ALL, limit: ENTRIES_A_BATCH };
  for (let after = behind; ;) {
    const from = after;
    const { entries, next } = await readBatchOfFile(reader, modelsOf(question), end, (snapshot) =>
      readLogPage(snapshot, { ...span, after: from }),
    );
    const fitting = entries.filter((entry) => fits(entry, question));
    if (fitting.length > 0) yield fitting.map(eventAnswer);
    if (next === null) return;
    after = next;
  }
}

const lastPage = (items: readonly TimelineEntry[], end: Position | null): EventsPage => ({
  items: items.map(eventAnswer),
  nextCursor: end === null ? null : cursorOfPosition(end),
  caughtUp: true,
});

/** The next page begins after the last entry on this one, or after everything that was looked at. */
function eventsPage(
  fitting: readonly TimelineEntry[],
  limit: number,
  next: Position | null,
  end: Position | null,
): EventsPage {
  const items = fitting.slice(0, limit);
  const goOn = fitting.length > limit ? (items.at(-1)?.position ?? null) : next;
  if (goOn === null) return lastPage(items, end);
  return { items: items.map(eventAnswer), nextCursor: cursorOfPosition(goOn), caughtUp: false };
}

/** Whose events they are is told by the lifecycle's read model. */
const modelsOf = ({ customerUserId }: Pick<EventsQuestion, 'customerUserId'>) =>
  customerUserId === undefined ? (['timeline'] as const) : (['lifecycle', 'timeline'] as const);

/** The part of the log that an answer can be about. */
interface LogPart {
  /** Up to where; null before the first event. */
  readonly end: Position | null;
  /** Which of the events there; absent: all. */
  readonly only?: readonly Position[];
}

/** Ends where the slower of the two read models is: a cursor must not pass over what that one has not applied yet. */
async function readablePart(
  snapshot: Database,
  reachedBy: ReachedBy,
  { environment, customerUserId }: Pick<EventsQuestion, 'environment' | 'customerUserId'>,
): Promise<LogPart> {
  const shown = reachedBy('timeline');
  if (customerUserId === undefined) return { end: shown };
  const told = reachedBy('lifecycle');
  if (shown === null || told === null) return { end: null, only: [] };
  const whom = { kind: 'customer', customerUserId } as const;
  const theirs = await followable(snapshot, environment, whom, LAST_INSTANT);
  return {
    end: earlierOf(shown, told),
    only: [...new Set(theirs.shown.flatMap(({ position }) => position ?? []))],
  };
}

/** A cursor never goes back, however far behind a read model is. */
const laterOf = (a: Position | null, b: Position | null): Position | null =>
  b !== null && comparePositions(a ?? BEFORE_ALL, b) < 0 ? b : a;
