import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  comparePositions,
  type Environment,
  type Instant,
  LAST_INSTANT,
  LedgerError,
  type Position,
} from '@subledger/domain';
import {
  type EntryKind,
  entryKindOf,
  readEntries,
  type TimelineEntry,
} from '@subledger/read-models';
import { cursorOfPosition, positionOfCursor } from './cursor.js';
import { nobody } from './known.js';
import { awaitEnd } from './file-batches.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { inSnapshot } from './in-snapshot.js';
import { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
import { type TimelineEntryAnswer } from './timeline-answer.js';
import { tellChanges } from './timeline-changes.js';
import { type Followable, followable, type Followed } from './timeline-facts.js';

export interface TimelineQuestion extends Freshness {
  readonly environment: Environment;
  readonly whom: Followed;
  /** Only what had been recorded then; absent: everything. */
  readonly knownAt?: Instant;
  /** Only entries of these kinds; absent: of all. */
  readonly kinds?: readonly EntryKind[];
  /** Behind where a page ended. */
  readonly after?: string;
  /** Before where a page began: the last entries there. It and `after` exclude each other. */
  readonly before?: string;
}

export interface TimelinePage extends Reach {
  readonly items: readonly TimelineEntryAnswer[];
  /** Ask with `cursor` for what follows; null on the last page. */
  readonly nextCursor: string | null;
  /** Ask with `before` for what precedes; null on the first page. */
  readonly previousCursor: string | null;
}

/** A customer's, a profile's or a chain's recorded events, in order, with what each of them changed. */
export class GetTimeline extends Query<TimelinePage> {
  constructor(
    readonly question: TimelineQuestion,
    readonly limit: number,
  ) {
    super();
  }
}

/** All of them, one after another. */
export class StreamTimeline extends Query<AsyncIterable<TimelineEntryAnswer>> {
  constructor(readonly question: TimelineQuestion) {
    super();
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found` for somebody whom no recorded event names. */
  async execute({ question, limit }: GetTimeline): Promise<TimelinePage> {
    const isAsked = spanOf(question);
    await awaitPosition(this.side, READ, question);
    const { all, about, reach } = await find(this.side, question);
    const span = all.filter(isAsked);
    const page = question.before === undefined ? span.slice(0, limit) : span.slice(-limit);
    const items = [];
    for await (const item of tellChanges(this.side, about, page)) items.push(item);
    const [first, last] = [page[0], page.at(-1)];
    return {
      items,
      nextCursor:
        last === undefined || last === all.at(-1) ? null : cursorOfPosition(last.position),
      previousCursor:
        first === undefined || first === all[0] ? null : cursorOfPosition(first.position),
      ...reach,
    };
  }
}

@QueryHandler(StreamTimeline)
export class StreamTimelineHandler implements IQueryHandler<StreamTimeline> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found` for somebody whom no recorded event names; `read-model-behind`. */
  async execute({ question }: StreamTimeline): Promise<AsyncIterable<TimelineEntryAnswer>> {
    const isAsked = spanOf(question);
    await awaitEnd(this.side, READ, question);
    const { all, about } = await find(this.side, question);
    return tellChanges(this.side, about, all.filter(isAsked));
  }
}

/** Whether an entry lies where a cursor says. @throws LedgerError `invalid-request` */
function spanOf({ after, before }: TimelineQuestion): (entry: TimelineEntry) => boolean {
  if (after !== undefined && before !== undefined)
    throw new LedgerError(
      'invalid-request',
      'cursor and before exclude each other: one asks for what follows a page, the other for what precedes it.',
    );
  const [behind, ahead] = [positionOfCursor(after), positionOfCursor(before, 'before')];
  return ({ position }) =>
    (behind === null || comparePositions(position, behind) > 0) &&
    (ahead === null || comparePositions(position, ahead) < 0);
}

/** Whose events they are is told by the lifecycle's read model. */
const READ = ['lifecycle', 'timeline'] as const;

interface Found {
  readonly all: readonly TimelineEntry[];
  readonly about: Followable;
  readonly reach: Reach;
}

/** Every entry that fits, in the order of the log. */
async function find(side: ReadSide, question: TimelineQuestion): Promise<Found> {
  const { environment, whom, kinds, knownAt = LAST_INSTANT } = question;
  const { found, reach } = await inSnapshot(side, READ, question, async (snapshot) => {
    const about = await followable(snapshot, environment, whom, knownAt);
    const fitting = about.shown.filter(
      (fact) => kinds === undefined || kinds.includes(entryKindOf(fact)),
    );
    const positions = new Set<Position>(fitting.flatMap(({ position }) => position ?? []));
    return { about, all: await readEntries(snapshot, environment, [...positions]) };
  });
  if (found.about.shown.length === 0) throw nobody(question, reach);
  return { ...found, reach };
}
