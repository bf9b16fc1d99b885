import { Command, Query } from '@nestjs/cqrs';
import type { Environment } from '@subledger/domain';
import type { CustomerRebuilt } from '../rebuild-customer.js';
import type { BuildStatus } from '../status.js';
import type { RebuildProgress } from './progress.js';

/** How every build of every projection is doing. */
export class DescribeBuilds extends Query<readonly BuildStatus[]> {}

/** How far one build of a projection has come. */
export class DescribeRebuild extends Query<RebuildProgress> {
  constructor(
    readonly projection: string,
    readonly build: number,
  ) {
    super();
  }
}

/** Rebuild a projection from the log, beside the live read model. */
export class StartRebuild extends Command<RebuildProgress> {
  constructor(
    readonly projection: string,
    /** Whether the rebuild waits to be promoted instead of taking over once it has caught up. */
    readonly hold: boolean,
  ) {
    super();
  }
}

/** Let a rebuild take over. */
export class PromoteRebuild extends Command<RebuildProgress> {
  constructor(
    readonly projection: string,
    readonly build: number,
  ) {
    super();
  }
}

/** Stop and discard a rebuild. */
export class DiscardRebuild extends Command<null> {
  constructor(
    readonly projection: string,
    readonly build: number,
  ) {
    super();
  }
}

/** Let the builds of a projection that stand still try their event again. */
export class ResumeProjection extends Command<readonly BuildStatus[]> {
  constructor(readonly projection: string) {
    super();
  }
}

/** Let the builds of a projection that stand still at an event skip it. */
export class SkipEvent extends Command<readonly BuildStatus[]> {
  constructor(
    readonly projection: string,
    readonly eventId: string,
  ) {
    super();
  }
}

/** Recompute one customer's rows, in place. */
export class RebuildCustomer extends Command<CustomerRebuilt> {
  constructor(
    readonly environment: Environment,
    readonly customerUserId: string,
  ) {
    super();
  }
}
