import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Environment,
  formatInstant,
  formatInstantOrNull,
  type Instant,
} from '@subledger/domain';
import { placeOfCursor } from './cursor.js';
import { LOOKED_AT_A_PAGE } from './everybody.js';
import { pagesAsFile } from './file-pages.js';
import { type HolderAnswer, pageFrom, placeIn } from './holders-page.js';
import type { Page, PageRequest } from './page.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { inSnapshot } from './in-snapshot.js';
import { READ_SIDE, type Reach, type ReadSide } from './read-side.js';

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
    const { found, reach } = await inSnapshot(
      this.side,
      ['lifecycle'],
      question,
      (snapshot) => pageFrom(this.side, snapshot, { ...question, at }, after),
      this.side.readModels.reporter,
    );
    return {
      ...found,
      at: formatInstant(at),
      knownAt: formatInstantOrNull(knownAt),
      ...reach,
    };
  }
}

@QueryHandler(StreamHolders)
export class StreamHoldersHandler implements IQueryHandler<StreamHolders> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page, and `read-model-behind`, before the first batch. */
  async execute({ question }: StreamHolders): Promise<AsyncIterable<readonly HolderAnswer[]>> {
    const { at = placeOfCursor(question.cursor, placeIn)?.at ?? this.side.now() } = question;
    const asked = { ...question, at, limit: LOOKED_AT_A_PAGE };
    return pagesAsFile(this.side, question, (snapshot, upTo, cursor) =>
      pageFrom(this.side, snapshot, { ...asked, upTo }, placeOfCursor(cursor, placeIn)),
    );
  }
}
