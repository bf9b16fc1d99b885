import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Environment,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  type Position,
} from '@subledger/domain';
import { readSnapshot } from '@subledger/read-models';
import { placeOfCursor } from './cursor.js';
import {
  type AskedOf,
  type HolderAnswer,
  LOOKED_AT_A_PAGE,
  pageFrom,
  type Place,
  placeIn,
} from './holders-page.js';
import type { Page, PageRequest } from './page.js';
import { askBegun, NOT_BEGUN } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
import { awaitEnd, readBatchOfFile } from './file-batches.js';

export interface HoldersQuestion extends Freshness, PageRequest {
  readonly environment: Environment;
  /** Valid time; absent: that of the page which gave the cursor, or now. */
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

@QueryHandler(ListHolders)
export class ListHoldersHandler implements IQueryHandler<ListHolders> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no page gave. */
  async execute({ question }: ListHolders): Promise<HoldersAnswer> {
    await awaitPosition(this.side, ['lifecycle'], question);
    const after = placeOfCursor(question.cursor, placeIn);
    const { at = after?.at ?? this.side.now(), knownAt } = question;
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
      knownAt: formatInstantOrNull(knownAt),
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
    await awaitEnd(this.side, ['lifecycle'], question);
    const { at = after?.at ?? this.side.now() } = question;
    const upTo = await readSnapshot(this.side.readModels.reporter, (_, reachedBy) =>
      Promise.resolve(reachedBy('lifecycle')),
    );
    return batches(this.side, { ...question, at, upTo, limit: LOOKED_AT_A_PAGE }, after);
  }
}

/** What is recorded meanwhile comes after `upTo`, and is not in the file. */
async function* batches(
  side: ReadSide,
  question: AskedOf & { readonly upTo: Position | null },
  after: Place | null,
): AsyncGenerator<readonly HolderAnswer[]> {
  for (let place = after; ;) {
    const from = place;
    const { items, nextCursor } = await readBatchOfFile(
      side.readModels.reporter,
      ['lifecycle'],
      question.upTo,
      (snapshot) => pageFrom(side, snapshot, question, from),
    );
    if (items.length > 0) yield items;
    if (nextCursor === null) return;
    place = placeOfCursor(nextCursor, placeIn);
  }
}
