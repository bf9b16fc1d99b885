import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Environment, type Instant, LAST_INSTANT, LedgerError } from '@subledger/domain';
import {
  type Build,
  compareSomebody,
  type Database,
  inBuild,
  readEverybody,
  type Somebody,
} from '@subledger/read-models';
import { statusAnswer, type StatusAnswer } from './answer.js';
import { cursorOfParts, placeOfCursor } from './cursor.js';
import { knownOfSomebody } from './everybody.js';
import { answerOf, type Known } from './known.js';
import type { Page } from './page.js';
import { READ_SIDE, type ReadSide } from './read-side.js';
import { Turns } from './turns.js';
import { atEqualPositions, type TwoBuilds } from './two-builds.js';

/**
 * A customer or profile whose answer the rebuild would change. An answer is null if the build does not know them, or if it
 * gives none because they have too many profiles.
 */
export interface ChangedAnswer {
  readonly customerUserId: string | null;
  /** Set if the profile has no customer id, or if its own answer is compared. */
  readonly profileId: string | null;
  readonly before: StatusAnswer | null;
  readonly after: StatusAnswer | null;
}

export interface RebuildDiffQuestion {
  readonly rebuild: number;
  readonly environment: Environment;
  /** Valid time; absent: now. */
  readonly at?: Instant;
  readonly cursor?: string;
  /** How many customers and profiles one page compares. */
  readonly limit: number;
}

/**
 * Whose answers would change if a rebuild of the lifecycle took over now. A page may be empty without being the
 * last.
 */
export class GetRebuildDiff extends Query<Page<ChangedAnswer>> {
  constructor(
    readonly projection: string,
    readonly question: RebuildDiffQuestion,
  ) {
    super();
  }
}

@QueryHandler(GetRebuildDiff)
export class GetRebuildDiffHandler implements IQueryHandler<GetRebuildDiff> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `not-found`, `rebuild-not-ready`, `invalid-request`. */
  async execute({ projection, question }: GetRebuildDiff): Promise<Page<ChangedAnswer>> {
    if (projection !== 'lifecycle')
      throw new LedgerError(
        'invalid-request',
        'Answers are computed from lifecycle: ask for its diff, or for the verification of this projection.',
      );
    const after = placeOfCursor(question.cursor, somebodyIn);
    const at = question.at ?? this.side.now();
    const builds = { projection, rebuild: question.rebuild };
    return atEqualPositions(this.side, builds, async (snapshot, both) => {
      const asked = await askedFor(snapshot, both, question, after);
      const items: ChangedAnswer[] = [];
      const turns = new Turns();
      for (const whom of asked.slice(0, question.limit)) {
        await turns.giveOne();
        const changed = await this.#changeFor(snapshot, both, whom, { ...question, at });
        if (changed !== null) items.push(changed);
      }
      const last = asked.length > question.limit ? asked[question.limit - 1] : undefined;
      return { items, nextCursor: last === undefined ? null : cursorOfParts([last.kind, last.id]) };
    });
  }

  async #changeFor(
    snapshot: Database,
    { live, rebuild }: TwoBuilds,
    whom: Somebody,
    asked: { readonly environment: Environment; readonly at: Instant },
  ): Promise<ChangedAnswer | null> {
    const knownIn = async (build: Build): Promise<Known> =>
      (await knownOfSomebody(inBuild(snapshot, build), asked.environment, whom, LAST_INSTANT)) ?? {
        profiles: [],
        facts: [],
      };
    const [before, after] = [await knownIn(live), await knownIn(rebuild)];
    // The same facts give the same answer; this settles most customers.
    if (saidBy(before) === saidBy(after)) return null;
    const reach = { position: live.position, lag: null };
    const answers = [before, after].map((known) =>
      known.facts.length === 0
        ? null
        : statusAnswer(
            { ...asked, knownAt: null, profiles: known.profiles, reach },
            answerOf(known, { productLevels: this.side.productLevels }, asked.at),
          ),
    );
    if (JSON.stringify(answers[0]) === JSON.stringify(answers[1])) return null;
    return {
      customerUserId: whom.kind === 'customer' ? whom.id : null,
      profileId: whom.kind === 'profile' ? whom.id : null,
      before: answers[0] ?? null,
      after: answers[1] ?? null,
    };
  }
}

/** Everybody that one of the two builds knows, in order: one more than a page compares. */
async function askedFor(
  snapshot: Database,
  { live, rebuild }: TwoBuilds,
  { environment, limit }: RebuildDiffQuestion,
  after: Somebody | null,
): Promise<readonly Somebody[]> {
  const found = [
    ...(await readEverybody(inBuild(snapshot, live), environment, after, limit + 1)),
    ...(await readEverybody(inBuild(snapshot, rebuild), environment, after, limit + 1)),
  ].sort(compareSomebody);
  return found
    .filter((one, place) => {
      const before = found[place - 1];
      return before === undefined || compareSomebody(before, one) !== 0;
    })
    .slice(0, limit + 1);
}

const saidBy = ({ profiles, facts }: Known): string =>
  JSON.stringify([profiles, facts.map((fact) => JSON.stringify(fact)).sort()]);

/** The customer or profile after which a cursor says the list continues. */
function somebodyIn(parts: readonly unknown[]): Somebody | null {
  const [kind, id] = parts;
  if (parts.length !== 2 || typeof id !== 'string') return null;
  return kind === 'customer' || kind === 'profile' ? { kind, id } : null;
}
