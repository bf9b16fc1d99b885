import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Environment, formatInstant, LedgerError } from '@subledger/domain';
import { findQuarantined, type QuarantinedDelivery, readQuarantine } from '@subledger/read-models';
import { positionOfCursor } from './cursor.js';
import { type Page, pageOf, type PageRequest } from './page.js';
import { readBegun } from './begun.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { READ_SIDE, type ReadSide } from './read-side.js';

export type QuarantineAnswer = Omit<QuarantinedDelivery, 'recordedAt'> & {
  readonly recordedAt: string;
};

/** Deliveries that were kept although no event could be read from them, in order. */
export class ListQuarantine extends Query<Page<QuarantineAnswer>> {
  constructor(
    readonly environment: Environment,
    readonly page: PageRequest,
    readonly freshness: Freshness,
  ) {
    super();
  }
}

@QueryHandler(ListQuarantine)
export class ListQuarantineHandler implements IQueryHandler<ListQuarantine> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  async execute({ environment, page, freshness }: ListQuarantine): Promise<Page<QuarantineAnswer>> {
    await awaitPosition(this.side, ['quarantine'], freshness);
    const after = positionOfCursor(page.cursor);
    const found = await readBegun(this.side, ['quarantine'], freshness, () =>
      readQuarantine(this.side.readModels.reader, {
        environment,
        after,
        limit: page.limit + 1,
      }),
    );
    return pageOf(found, page.limit, quarantineAnswer);
  }
}

/** One of those deliveries. */
export class GetQuarantined extends Query<QuarantineAnswer> {
  constructor(
    readonly eventId: string,
    readonly freshness: Freshness,
  ) {
    super();
  }
}

@QueryHandler(GetQuarantined)
export class GetQuarantinedHandler implements IQueryHandler<GetQuarantined> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`. */
  async execute({ eventId, freshness }: GetQuarantined): Promise<QuarantineAnswer> {
    await awaitPosition(this.side, ['quarantine'], freshness);
    const found = await readBegun(this.side, ['quarantine'], freshness, () =>
      findQuarantined(this.side.readModels.reader, eventId.toLowerCase()),
    );
    if (found === undefined)
      throw new LedgerError('not-found', 'Nothing is in quarantine under this id.');
    return quarantineAnswer(found);
  }
}

const quarantineAnswer = (delivery: QuarantinedDelivery): QuarantineAnswer => ({
  ...delivery,
  recordedAt: formatInstant(delivery.recordedAt),
});
