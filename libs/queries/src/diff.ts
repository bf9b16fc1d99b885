import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  answerAt,
  type Comparison,
  compareQuestions,
  type Difference,
  type Environment,
  type Evaluate,
  factsAbout,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  LAST_INSTANT,
  later,
  profilesHeldBy,
  profilesNamedFor,
  traitsOf,
  type TwoClocks,
} from '@subledger/domain';
import { knownOf, type Known, nobody, type Whom } from './known.js';
import { inLogOrder } from './log-order.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { inSnapshot } from './in-snapshot.js';
import { type Reach, READ_SIDE, type ReadSide } from './read-side.js';

/** One side of a comparison; without `at`, as of now; without `knownAt`, from everything recorded. */
export type AskedClocks = Partial<TwoClocks>;

export interface DiffQuestion extends Freshness {
  readonly environment: Environment;
  readonly whom: Whom;
  readonly from: AskedClocks;
  readonly to: AskedClocks;
}

/** A side, as it was requested. */
export interface SideAnswer {
  readonly at: string;
  readonly knownAt: string | null;
}

/** An event that made a difference. */
export interface CauseAnswer {
  readonly eventId: string;
  readonly name: string;
  readonly type: string | null;
  readonly position: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

export interface DiffAnswer extends Reach {
  readonly environment: string;
  readonly from: SideAnswer;
  readonly to: SideAnswer;
  /** What the two answers say differently. */
  readonly differences: readonly Difference[];
  /** What would differ if time alone, and no event, lay between the two. */
  readonly byTime: readonly Difference[];
  readonly events: readonly CauseAnswer[];
  /** Whether each of the events is needed. False if there were too many to try. */
  readonly isMinimal: boolean;
}

/** How two answers about a customer or profile differ, and which recorded events made the difference. */
export class GetDiff extends Query<DiffAnswer> {
  constructor(readonly question: DiffQuestion) {
    super();
  }
}

@QueryHandler(GetDiff)
export class GetDiffHandler implements IQueryHandler<GetDiff> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found` if no event that either side's knownAt includes names them. */
  async execute({ question }: GetDiff): Promise<DiffAnswer> {
    await awaitPosition(this.side, ['lifecycle'], question);
    const { environment, whom } = question;
    const now = this.side.now();
    const [from, to] = [clocksOf(question.from, now), clocksOf(question.to, now)];
    const { found, reach } = await inSnapshot(this.side, ['lifecycle'], question, (snapshot) =>
      knownOf(snapshot, environment, whom, later(from.knownAt, to.knownAt)),
    );
    if (found.facts.length === 0) throw nobody(question, reach);
    const evaluate = evaluationOf(whom, found, this.side.productLevels);
    const compared = compareQuestions(inLogOrder(found.facts), evaluate, from, to);
    return {
      environment,
      ...reach,
      from: sideAnswer(question.from, from),
      to: sideAnswer(question.to, to),
      differences: compared.differences,
      byTime: compared.byTime,
      events: causesIn(compared),
      isMinimal: compared.isMinimal,
    };
  }
}

const clocksOf = ({ at, knownAt }: AskedClocks, now: Instant): TwoClocks => ({
  at: at ?? now,
  knownAt: knownAt ?? LAST_INSTANT,
});

const sideAnswer = ({ knownAt }: AskedClocks, { at }: TwoClocks): SideAnswer => ({
  at: formatInstant(at),
  knownAt: formatInstantOrNull(knownAt),
});

/** Which profiles belong to whom is itself news: it counts once known. */
function evaluationOf(
  whom: Whom,
  { profiles, facts }: Known,
  productLevels: ReadSide['productLevels'],
): Evaluate {
  const namedIn = (some: Known['facts']): ReadonlySet<string> =>
    new Set(
      whom.kind === 'profile'
        ? profiles
        : some.flatMap((fact) => profilesNamedFor(whom.customerUserId, fact)),
    );
  const named = namedIn(facts);
  return (held, at, known) => {
    const namedByThen = namedIn(known);
    const theirs = profiles.filter((profile) => namedByThen.has(profile) || !named.has(profile));
    const mine = new Set(
      whom.kind === 'profile' ? theirs : profilesHeldBy(whom.customerUserId, theirs, known),
    );
    return traitsOf(answerAt(factsAbout(held, mine), mine, { productLevels }, at));
  };
}

/** A correction that moves news from one subject to another is one event. */
const causesIn = ({ events }: Comparison): readonly CauseAnswer[] =>
  [...new Map(events.map((fact) => [fact.eventId, fact])).values()].map((fact) => ({
    eventId: fact.eventId,
    name: fact.name,
    type: fact.type === 'unrecognised' ? null : fact.type,
    position: fact.position ?? null,
    occurredAt: formatInstant(fact.occurredAt),
    recordedAt: formatInstant(fact.recordedAt),
  }));
