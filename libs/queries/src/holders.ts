import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type EverybodyAnswer, type EverybodyFile, fileAsOf, pageAsOf } from './everybody-list.js';
import { type HolderAnswer, holdersList, type HoldersQuestion } from './holders-page.js';
import type { PageRequest } from './page.js';
import { READ_SIDE, type ReadSide } from './read-side.js';

export type HoldersAnswer = EverybodyAnswer<HolderAnswer>;

/** Who has access. A page may be empty without being the last: it looks at so many customers and profiles, and no more. */
export class ListHolders extends Query<HoldersAnswer> {
  constructor(readonly question: HoldersQuestion & PageRequest) {
    super();
  }
}

/** All of them, in batches, as of one moment. */
export class StreamHolders extends Query<EverybodyFile<HolderAnswer>> {
  constructor(readonly question: HoldersQuestion) {
    super();
  }
}

@QueryHandler(ListHolders)
export class ListHoldersHandler implements IQueryHandler<ListHolders> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `invalid-request` for a cursor that no page gave. */
  execute({ question }: ListHolders): Promise<HoldersAnswer> {
    return pageAsOf(this.side, question, holdersList(this.side));
  }
}

@QueryHandler(StreamHolders)
export class StreamHoldersHandler implements IQueryHandler<StreamHolders> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError as for a page, and `read-model-behind`, before the first batch. */
  execute({ question }: StreamHolders): Promise<EverybodyFile<HolderAnswer>> {
    return fileAsOf(this.side, question, holdersList(this.side));
  }
}
