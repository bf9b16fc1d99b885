import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  compareTexts,
  type Environment,
  formatInstant,
  type Instant,
  LAST_INSTANT,
} from '@subledger/domain';
import { type Database, readEverybody, readSnapshot, type Somebody } from '@subledger/read-models';
import { accessLevelAnswer, type AccessLevelAnswer } from './answer.js';
import { cursorOfParts, placeOfCursor } from './cursor.js';
import { OwnAnswers } from './everybody.js';
import { accessOf } from './known.js';
import type { Page, PageRequest } from './page.js';
import {
  askBegun,
  awaitPosition,
  type Freshness,
  NOT_BEGUN,
  READ_SIDE,
  type Reach,
  readBegun,
  type ReadSide,
} from './read-side.js';
import { Turns } from './turns.js';

/** An access level that somebody holds. */
export interface HolderAnswer extends AccessLevelAnswer {
  /** Null for a profile without a customer id. */
  readonly customerUserId: string | null;
  /** Set only for such a profile. */
  readonly profileId: string | null;
  readonly level: string;
}

export interface HoldersQuestion extends Freshness, PageRequest {
  readonly environment: Environment;
  /** Valid time; absent: now. */
  readonly at?: Instant;
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
  /** Only this level; absent: every level. */
  readonly levelId?: string;
}

export type HoldersAnswer = Page<HolderAnswer> &
  Reach & { readonly at: string; readonly knownAt: string | null };

/** Who has access. A page may be empty without being the last: it looks at so many customers and profiles, and no more. */
export class ListHolders extends Query<HoldersAnswer> {
  constructor(readonly question: HoldersQuestion) {
    super();
  }
}

/** All of them, in batches, as of one moment. */
export class StreamHolders extends Query<AsyncIterable<readonly HolderAnswer[]>> {
  constructor(readonly question: Omit<HoldersQuestion, 'limit'>) {
    super();
  }
}

/** How many customers and profiles a page computes the access of: a third of a second's work. */
const LOOKED_AT_A_PAGE = 1_000;

@QueryHandler(ListHolders)
export class ListHoldersHandler implements IQueryHandler<ListHolders> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no page gave. */
  async execute({ question }: ListHolders): Promise<HoldersAnswer> {
    await awaitPosition(this.side, ['lifecycle'], question);
    const after = placeOfCursor(question.cursor, placeIn);
    const { at = this.side.now(), knownAt } = question;
    const { page, position } = await askBegun(this.side, ['lifecycle'], question, (mustHaveBegun) =>
      readSnapshot(this.side.readModels.reporter, async (snapshot, reachedBy) => {
        const position = reachedBy('lifecycle');
        if (mustHaveBegun && position === null) return NOT_BEGUN;
        return { page: await pageFrom(this.side, snapshot, { ...question, at }, after), position };
      }),
    );
    return {
      ...page,
      at: formatInstant(at),
      knownAt: knownAt === undefined ? null : formatInstant(knownAt),
      position,
      lag: await this.side.store.countAfter(position),
    };
  }
}

@QueryHandler(StreamHolders)
export class StreamHoldersHandler implements IQueryHandler<StreamHolders> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page, and `read-model-behind`: before the first batch, so that the asker hears of it. */
  async execute({ question }: StreamHolders): Promise<AsyncIterable<readonly HolderAnswer[]>> {
    const after = placeOfCursor(question.cursor, placeIn);
    await readBegun(this.side, ['lifecycle'], question, () => Promise.resolve());
    // A file looks whole: it waits for the read model, where a page tells how far it is behind.
    const head = question.minPosition ?? (await this.side.store.head()) ?? undefined;
    const fresh = head === undefined ? question : { ...question, minPosition: head };
    await awaitPosition(this.side, ['lifecycle'], fresh);
    const now = this.side.now();
    const { at = now, knownAt = now } = question;
    return batches(this.side, { ...question, at, knownAt, limit: LOOKED_AT_A_PAGE }, after);
  }
}

/** Each batch is a snapshot of its own: what is recorded meanwhile is not known yet at the moment of the file. */
async function* batches(
  side: ReadSide,
  question: AskedOf,
  after: Place | null,
): AsyncGenerator<readonly HolderAnswer[]> {
  for (let place = after; ;) {
    const from = place;
    const { items, nextCursor } = await readSnapshot(side.readModels.reporter, (snapshot) =>
      pageFrom(side, snapshot, question, from),
    );
    if (items.length > 0) yield items;
    if (nextCursor === null) return;
    place = placeOfCursor(nextCursor, placeIn);
  }
}

type AskedOf = HoldersQuestion & { readonly at: Instant };

async function pageFrom(
  side: ReadSide,
  snapshot: Database,
  { environment, at, knownAt = LAST_INSTANT, levelId, limit }: AskedOf,
  after: Place | null,
): Promise<Page<HolderAnswer>> {
  const [items, turns]: [HolderAnswer[], Turns] = [[], new Turns()];
  const answers = new OwnAnswers(snapshot, environment, knownAt);
  const next = await readEverybody(
    snapshot,
    environment,
    after?.somebody ?? null,
    LOOKED_AT_A_PAGE,
  );
  const begun = after?.level == null ? [] : [after.somebody];
  for (const somebody of [...begun, ...next]) {
    await turns.giveOne();
    const known = await answers.of(somebody);
    const levels = known === undefined ? [] : [...accessOf(known, side, at)];
    for (const [level, access] of levels.sort(([a], [b]) => compareTexts(a, b))) {
      if (!access.active || level !== (levelId ?? level)) continue;
      if (isBefore(after, somebody, level)) continue;
      const last = items.at(-1);
      if (last !== undefined && items.length >= limit)
        return { items, nextCursor: cursorOfHolder(last) };
      items.push({ ...idsOf(somebody), level, ...accessLevelAnswer(access) });
    }
  }
  const last = next.length < LOOKED_AT_A_PAGE ? undefined : next.at(-1);
  return {
    items,
    nextCursor: last === undefined ? null : cursorOfParts([last.kind, last.id, null]),
  };
}

const idsOf = ({ kind, id }: Somebody): Pick<HolderAnswer, 'customerUserId' | 'profileId'> =>
  kind === 'customer'
    ? { customerUserId: id, profileId: null }
    : { customerUserId: null, profileId: id };

/** Where a page ended: with a level of somebody, or with the last of their levels. */
interface Place {
  readonly somebody: Somebody;
  readonly level: string | null;
}

const isBefore = (place: Place | null, somebody: Somebody, level: string): boolean =>
  place?.level != null &&
  place.somebody.kind === somebody.kind &&
  place.somebody.id === somebody.id &&
  compareTexts(level, place.level) <= 0;

const cursorOfHolder = ({ customerUserId, profileId, level }: HolderAnswer): string =>
  cursorOfParts(
    customerUserId === null ? ['profile', profileId, level] : ['customer', customerUserId, level],
  );

function placeIn(parts: readonly unknown[]): Place | null {
  const [kind, id, level] = parts;
  if (parts.length !== 3 || typeof id !== 'string') return null;
  if (kind !== 'customer' && kind !== 'profile') return null;
  return level === null || typeof level === 'string' ? { somebody: { kind, id }, level } : null;
}
