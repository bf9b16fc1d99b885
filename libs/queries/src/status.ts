import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Answer,
  answerAt,
  type Environment,
  type Fact,
  formatInstant,
  type Instant,
  LAST_INSTANT,
  LedgerError,
} from '@subledger/domain';
import { type Database, factsOfProfiles, profilesOfCustomer } from '@subledger/read-models';
import {
  type AccessLevelAnswer,
  accessLevelAnswer,
  NO_ACCESS,
  statusAnswer,
  type StatusAnswer,
} from './answer.js';
import {
  awaitPosition,
  type Freshness,
  inSnapshot,
  type Reach,
  READ_SIDE,
  type ReadSide,
} from './read-side.js';

/** Whom a question is about: a customer over all its profiles, or one profile. */
export type Whom =
  | { readonly kind: 'customer'; readonly customerUserId: string }
  | { readonly kind: 'profile'; readonly profileId: string };

export interface StatusQuestion extends Freshness {
  readonly environment: Environment;
  readonly whom: Whom;
  /** Valid time; absent: now. */
  readonly at?: Instant;
}

/** What holds for a customer or a profile at an instant. */
export class GetStatus extends Query<StatusAnswer> {
  constructor(readonly question: StatusQuestion) {
    super();
  }
}

/** Whether a customer holds one access level at an instant. */
export class GetAccess extends Query<AccessLevelAnswer & Reach & { readonly at: string }> {
  constructor(
    readonly question: StatusQuestion,
    readonly levelId: string,
  ) {
    super();
  }
}

@QueryHandler(GetStatus)
export class GetStatusHandler implements IQueryHandler<GetStatus> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found` for somebody whom no recorded event names. */
  async execute({ question }: GetStatus): Promise<StatusAnswer> {
    const known = await recall(this.side, question);
    if (known.facts.length === 0)
      throw new LedgerError('not-found', `No recorded event names this ${question.whom.kind}.`);
    return statusAnswer({ ...known, environment: question.environment }, known.answer);
  }
}

@QueryHandler(GetAccess)
export class GetAccessHandler implements IQueryHandler<GetAccess> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  async execute({ question, levelId }: GetAccess) {
    const { answer, at, reach } = await recall(this.side, question);
    const level = answer.accessLevels.get(levelId);
    return {
      ...(level === undefined ? NO_ACCESS : accessLevelAnswer(level)),
      at: formatInstant(at),
      ...reach,
    };
  }
}

interface Known {
  readonly profiles: readonly string[];
  readonly facts: readonly Fact[];
  readonly at: Instant;
  readonly reach: Reach;
  readonly answer: Answer;
}

async function recall(side: ReadSide, question: StatusQuestion): Promise<Known> {
  await awaitPosition(side, 'lifecycle', question);
  const { found, reach } = await inSnapshot(side, 'lifecycle', async (snapshot) => {
    const profiles = await profilesOf(snapshot, question);
    return {
      profiles,
      facts: await factsOfProfiles(snapshot, question.environment, profiles, LAST_INSTANT),
    };
  });
  const at = question.at ?? side.now();
  const policy = { productLevels: side.productLevels };
  return {
    ...found,
    at,
    reach,
    answer: answerAt(found.facts, new Set(found.profiles), policy, at),
  };
}

const profilesOf = async (
  snapshot: Database,
  { environment, whom }: StatusQuestion,
): Promise<readonly string[]> =>
  whom.kind === 'profile'
    ? [whom.profileId]
    : await profilesOfCustomer(snapshot, environment, whom.customerUserId, LAST_INSTANT);
