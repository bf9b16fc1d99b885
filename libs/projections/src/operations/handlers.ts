import { Inject } from '@nestjs/common';
import {
  CommandHandler,
  type ICommandHandler,
  type IQueryHandler,
  QueryHandler,
} from '@nestjs/cqrs';
import { LedgerError } from '@subledger/domain';
import type { CustomerRebuilt } from '../rebuild-customer.js';
import { type BuildStatus, describeBuilds, type ProjectionSide } from '../status.js';
import {
  DescribeBuilds,
  DescribeRebuild,
  DiscardRebuild,
  PromoteRebuild,
  RebuildCustomer,
  ResumeProjection,
  SkipEvent,
  StartRebuild,
} from './operations.js';
import { progressOf, type RebuildProgress } from './progress.js';
import { buildOf, buildsOf, PROJECTION_SIDE } from './side.js';

@QueryHandler(DescribeBuilds)
class DescribeBuildsHandler implements IQueryHandler<DescribeBuilds> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  execute(): Promise<readonly BuildStatus[]> {
    return describeBuilds(this.side);
  }
}

@QueryHandler(DescribeRebuild)
class DescribeRebuildHandler implements IQueryHandler<DescribeRebuild> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found`. */
  async execute({ projection, build }: DescribeRebuild): Promise<RebuildProgress> {
    return progressOf(await buildOf(this.side, projection, build));
  }
}

@CommandHandler(StartRebuild)
class StartRebuildHandler implements ICommandHandler<StartRebuild> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found`, `rebuild-running`. */
  async execute({ projection, hold }: StartRebuild): Promise<RebuildProgress> {
    const build = await this.side.control.rebuild(projection, !hold);
    return progressOf(await buildOf(this.side, projection, build));
  }
}

@CommandHandler(PromoteRebuild)
class PromoteRebuildHandler implements ICommandHandler<PromoteRebuild> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found`, `rebuild-not-ready`. */
  async execute({ projection, build }: PromoteRebuild): Promise<RebuildProgress> {
    await buildOf(this.side, projection, build);
    await this.side.control.promote(build);
    return progressOf(await buildOf(this.side, projection, build));
  }
}

@CommandHandler(DiscardRebuild)
class DiscardRebuildHandler implements ICommandHandler<DiscardRebuild> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found`. */
  async execute({ projection, build }: DiscardRebuild): Promise<null> {
    await buildOf(this.side, projection, build);
    await this.side.control.discard(build);
    return null;
  }
}

@CommandHandler(ResumeProjection)
class ResumeProjectionHandler implements ICommandHandler<ResumeProjection> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found` where none of its builds stands still. */
  async execute({ projection }: ResumeProjection): Promise<readonly BuildStatus[]> {
    for (const { build } of await standingStill(this.side, projection))
      await this.side.control.resume(build);
    return buildsOf(this.side, projection);
  }
}

@CommandHandler(SkipEvent)
class SkipEventHandler implements ICommandHandler<SkipEvent> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found` where none of its builds stands still at this event. */
  async execute({ projection, eventId }: SkipEvent): Promise<readonly BuildStatus[]> {
    const builds = await standingStill(this.side, projection);
    const there = builds.filter(({ failure }) => failure?.eventId === eventId);
    // If builds stand still at different events, the projector names the right one.
    for (const { build } of there.length > 0 ? there : builds)
      await this.side.control.skip(build, eventId);
    return buildsOf(this.side, projection);
  }
}

@CommandHandler(RebuildCustomer)
class RebuildCustomerHandler implements ICommandHandler<RebuildCustomer> {
  constructor(@Inject(PROJECTION_SIDE) private readonly side: ProjectionSide) {}

  /** @throws LedgerError `not-found`, `answer-too-large`. */
  execute(whom: RebuildCustomer): Promise<CustomerRebuilt> {
    return this.side.control.rebuildCustomer(whom.environment, whom.customerUserId);
  }
}

async function standingStill(
  side: ProjectionSide,
  projection: string,
): Promise<readonly BuildStatus[]> {
  const builds = (await buildsOf(side, projection)).filter(({ failure }) => failure !== null);
  if (builds.length === 0)
    throw new LedgerError('not-found', 'This projection does not stand still.');
  return builds;
}

/** Every handler: what a Nest module provides to carry out the operations above. */
export const PROJECTION_HANDLERS = [
  DescribeBuildsHandler,
  DescribeRebuildHandler,
  DiscardRebuildHandler,
  PromoteRebuildHandler,
  RebuildCustomerHandler,
  ResumeProjectionHandler,
  SkipEventHandler,
  StartRebuildHandler,
];
