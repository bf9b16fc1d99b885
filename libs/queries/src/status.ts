import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Environment,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  LAST_INSTANT,
} from '@subledger/domain';
import {
  type AccessLevelAnswer,
  accessLevelAnswer,
  NO_ACCESS,
  statusAnswer,
  type StatusAnswer,
} from './answer.js';
import { accessOf, answerOf, type Known, knownOf, nobody, type Whom } from './known.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { inSnapshot } from './in-snapshot.js';
import { type Reach, READ_SIDE, type ReadSide } from './read-side.js';

export interface StatusQuestion extends Freshness {
  readonly environment: Environment;
  readonly whom: Whom;
  /** Valid time; absent: now. */
  readonly at?: Instant;
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
}

export type AccessAnswer = AccessLevelAnswer &
  Reach & { readonly at: string; readonly knownAt: string | null };

/** The state of a customer or a profile at an instant. */
export class GetStatus extends Query<StatusAnswer> {
  constructor(readonly question: StatusQuestion) {
    super();
  }
}

/** Whether a customer holds one access level at an instant. */
export class GetAccess extends Query<AccessAnswer> {
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

  /** @throws LedgerError `not-found` if no recorded event names them. */
  async execute({ question }: GetStatus): Promise<StatusAnswer> {
    const { known, ...context } = await recall(this.side, question);
    if (known.facts.length === 0) throw nobody(question, context.reach);
    const { environment, knownAt = null } = question;
    const answer = answerOf(known, this.side, context.at);
    return statusAnswer({ ...context, environment, knownAt, profiles: known.profiles }, answer);
  }
}

@QueryHandler(GetAccess)
export class GetAccessHandler implements IQueryHandler<GetAccess> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  async execute({ question, levelId }: GetAccess): Promise<AccessAnswer> {
    const { known, at, reach } = await recall(this.side, question);
    const level = accessOf(known, this.side, at).get(levelId);
    const { knownAt } = question;
    return {
      ...(level === undefined ? NO_ACCESS : accessLevelAnswer(level)),
      at: formatInstant(at),
      knownAt: formatInstantOrNull(knownAt),
      ...reach,
    };
  }
}

interface Recalled {
  readonly known: Known;
  readonly at: Instant;
  readonly reach: Reach;
}

async function recall(side: ReadSide, question: StatusQuestion): Promise<Recalled> {
  await awaitPosition(side, ['lifecycle'], question);
  const { environment, whom, knownAt = LAST_INSTANT } = question;
  const { found, reach } = await inSnapshot(side, ['lifecycle'], question, (snapshot) =>
    knownOf(snapshot, environment, whom, knownAt),
  );
  return { known: found, at: question.at ?? side.now(), reach };
}
