import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  compareTexts,
  type Environment,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  LedgerError,
  type RevenueLine,
} from '@subledger/domain';
import { type Database, readRevenue } from '@subledger/read-models';
import { awaitEnd } from './file-batches.js';
import { awaitPosition, type Freshness } from './freshness.js';
import { inSnapshot } from './in-snapshot.js';
import { LocalDays } from './local-days.js';
import { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
import { revenueKnownAt } from './revenue-known.js';
import { type RevenueGroup, RevenueTally } from './revenue-tally.js';
import { Turns } from './turns.js';

export const REVENUE_GROUPS = ['day', 'month', 'product', 'store', 'country', 'currency'] as const;

export type RevenueGrouping = (typeof REVENUE_GROUPS)[number];

export interface RevenueReport extends Reach {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  readonly groupBy: RevenueGrouping;
  /** Whose days and months the groups are. */
  readonly timeZone: string;
  /** Based only on what had been recorded by then; null: on everything. */
  readonly knownAt: string | null;
  readonly groups: readonly RevenueGroup[];
  readonly total: RevenueGroup;
}

export interface RevenueQuestion extends Freshness {
  readonly environment: Environment;
  /** Business time, inclusive. */
  readonly from: Instant;
  /** Business time, exclusive. */
  readonly to: Instant;
  readonly groupBy: RevenueGrouping;
  /** Whose days and months the groups are: a name such as `Europe/Berlin`, or an offset. */
  readonly timeZone: string;
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
  /** A file looks complete: it waits for everything recorded by now. */
  readonly isFile?: boolean;
}

/** The money of a span of business time. */
export class GetRevenue extends Query<RevenueReport> {
  constructor(readonly question: RevenueQuestion) {
    super();
  }
}

/** A hostile sender could make every event a product of its own. */
const MOST_GROUPS = 10_000;

@QueryHandler(GetRevenue)
export class GetRevenueHandler implements IQueryHandler<GetRevenue> {
  constructor(@Inject(READ_SIDE) private readonly side: ReadSide) {}

  /** @throws LedgerError `answer-too-large` for more than 10,000 groups; of a file also `read-model-behind`. */
  async execute({ question }: GetRevenue): Promise<RevenueReport> {
    if (question.isFile) await awaitEnd(this.side, ['lifecycle'], question);
    else await awaitPosition(this.side, ['lifecycle'], question);
    const { found, reach } = await inSnapshot(
      this.side,
      ['lifecycle'],
      question,
      (snapshot) => report(snapshot, question),
      { database: this.side.readModels.reporter },
    );
    return { ...found, ...reach };
  }
}

async function report(
  snapshot: Database,
  { environment, from, to, groupBy, timeZone, knownAt }: RevenueQuestion,
): Promise<Omit<RevenueReport, keyof Reach>> {
  const [groups, total] = [new Map<string | null, RevenueTally>(), new RevenueTally()];
  const [turns, days] = [new Turns(), new LocalDays(timeZone)];
  const lines =
    knownAt === undefined
      ? readRevenue(snapshot, environment, { from, to })
      : revenueKnownAt(snapshot, environment, { from, to }, knownAt);
  for await (const line of lines) {
    tallyOf(groups, keyOf(line, groupBy, days)).add(line);
    total.add(line);
    await turns.giveOne();
  }
  return {
    environment,
    from: formatInstant(from),
    to: formatInstant(to),
    groupBy,
    timeZone,
    knownAt: formatInstantOrNull(knownAt),
    groups: [...groups]
      .sort(([a], [b]) => compareKeys(a, b))
      .map(([key, tally]) => tally.group(key, groupBy === 'currency')),
    total: total.group(null, false),
  };
}

function tallyOf(groups: Map<string | null, RevenueTally>, key: string | null): RevenueTally {
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= MOST_GROUPS)
    throw new LedgerError('answer-too-large', `The report has more than ${MOST_GROUPS} groups.`);
  const tally = new RevenueTally();
  groups.set(key, tally);
  return tally;
}

function keyOf(line: RevenueLine, groupBy: RevenueGrouping, days: LocalDays): string | null {
  switch (groupBy) {
    case 'day':
      return days.dayOf(line.occurredAt);
    case 'month':
      return days.dayOf(line.occurredAt).slice(0, -'-01'.length);
    case 'product':
      return line.productId ?? null;
    case 'store':
      return line.store ?? null;
    case 'country':
      return line.country ?? null;
    case 'currency':
      return line.currency ?? null;
  }
}

/** In order; events without a key come last. */
function compareKeys(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareTexts(a, b);
}
