import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Environment, formatInstant } from '@subledger/domain';
import { type QuarantinedDelivery, readQuarantine } from '@subledger/read-models';
import { type Page, pageOf, type PageRequest, positionOfCursor } from './page.js';
import { awaitPosition, type Freshness, READ_SIDE, type ReadSide } from './read-side.js';

export type QuarantineAnswer = Omit<QuarantinedDelivery, 'recordedAt'> & {
  readonly recordedAt: string;
};

/** What was kept although nothing could be read from it, in order. */
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
    await awaitPosition(this.side, 'quarantine', freshness);
    const after = positionOfCursor(page.cursor);
    const found = await readQuarantine(this.side.readModels.reader, {
      environment,
      after,
      limit: page.limit + 1,
    });
    return pageOf(found, page.limit, (delivery) => ({
      ...delivery,
      recordedAt: formatInstant(delivery.recordedAt),
    }));
  }
}
