import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { formatInstant, formatInstantOrNull } from '@subledger/domain';
import { placeOfCursor } from './cursor.js';
import { LOOKED_AT_A_PAGE } from './everybody.js';
import { pagesAsFile } from './file-pages.js';
import { inPinnedSnapshot } from './in-snapshot.js';
import type { Page, PageRequest } from './page.js';
import { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
import {
  entriesFrom,
  placeIn,
  type RevenueEntriesQuestion,
  type RevenueEntryAnswer,
} from './revenue-entries-page.js';

export type RevenueEntriesAnswer = Page<RevenueEntryAnswer> &
  Reach & { readonly from: string; readonly to: string; readonly knownAt: string | null };

/** What a revenue report counts, event by event, in the order of the chains. A page may be empty without being the last. */
export class ListRevenueEntries extends Query<RevenueEntriesAnswer> {
  constructor(readonly question: RevenueEntriesQuestion & PageRequest) {
    super();
  }
}

/** All of them, in batches. */
export class StreamRevenueEntries extends Query<AsyncIterable<readonly RevenueEntryAnswer[]>> {
  constructor(readonly question: RevenueEntriesQuestion) {
    super();
  }
}

@QueryHandler(ListRevenueEntries)
export class ListRevenueEntriesHandler implements IQueryHandler<ListRevenueEntries> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no such page gave. */
  async execute({ question }: ListRevenueEntries): Promise<RevenueEntriesAnswer> {
    const after = placeOfCursor(question.cursor, placeIn);
    const { found, reach } = await inPinnedSnapshot(this.side, question, after, (snapshot, upTo) =>
      entriesFrom(snapshot, { ...question, upTo }, after),
    );
    return {
      ...found,
      from: formatInstant(question.from),
      to: formatInstant(question.to),
      knownAt: formatInstantOrNull(question.knownAt),
      ...reach,
    };
  }
}

@QueryHandler(StreamRevenueEntries)
export class StreamRevenueEntriesHandler implements IQueryHandler<StreamRevenueEntries> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page, and `read-model-behind`, before the first batch. */
  execute({
    question,
  }: StreamRevenueEntries): Promise<AsyncIterable<readonly RevenueEntryAnswer[]>> {
    return pagesAsFile(this.side, question, (snapshot, upTo, cursor) =>
      entriesFrom(
        snapshot,
        { ...question, upTo, limit: LOOKED_AT_A_PAGE },
        placeOfCursor(cursor, placeIn),
      ),
    );
  }
}
