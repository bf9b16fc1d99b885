import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Amounts,
  type Counted,
  compareTexts,
  COUNTED,
  type Environment,
  formatInstant,
  type Instant,
  LedgerError,
  negate,
  type Position,
  type RevenueLine,
  sumDecimals,
} from '@subledger/domain';
import { type Database, readRevenue, readSnapshot } from '@subledger/read-models';
import {
  askBegun,
  awaitPosition,
  type Freshness,
  NOT_BEGUN,
  READ_SIDE,
  type ReadSide,
} from './read-side.js';
import { revenueKnownAt } from './revenue-known.js';
import { Turns } from './turns.js';

export const REVENUE_GROUPS = ['day', 'product', 'store', 'country', 'currency'] as const;

export type RevenueGrouping = (typeof REVENUE_GROUPS)[number];

/** Sums of money as exact decimal strings. What was taken off is told positive beside what came in. */
export interface RevenueSums {
  readonly charges: string;
  readonly refunds: string;
  /** What stores gave back for the rest of a period that an upgrade replaced: no unhappy customer. */
  readonly upgradeRefunds: string;
  /** Charges less both kinds of refunds. */
  readonly revenue: string;
  /** After the store's commission. */
  readonly proceeds: string;
  /** After commission and taxes. */
  readonly netRevenue: string;
  readonly taxes: string;
}

export interface RevenueGroup {
  /** Day (UTC), product, store, country or currency; null for events that name none. */
  readonly key: string | null;
  readonly usd: RevenueSums;
  /** In the currency itself, where the report is by currency: of different ones there is no sum. */
  readonly local: RevenueSums | null;
  readonly counts: Readonly<Record<Counted, number>>;
}

export interface RevenueReport {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  readonly groupBy: RevenueGrouping;
  /** By what had been recorded until then; null: by everything. */
  readonly knownAt: string | null;
  /** The last position that the report takes in. */
  readonly position: Position | null;
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
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
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

  /** @throws LedgerError `answer-too-large` for more than 10,000 groups. */
  async execute({ question }: GetRevenue): Promise<RevenueReport> {
    await awaitPosition(this.side, 'lifecycle', question);
    return askBegun(this.side, ['lifecycle'], question, (mustHaveBegun) =>
      readSnapshot(this.side.readModels.reporter, async (snapshot, reachedBy) => {
        const position = reachedBy('lifecycle');
        if (mustHaveBegun && position === null) return NOT_BEGUN;
        return { ...(await report(snapshot, question)), position };
      }),
    );
  }
}

async function report(
  snapshot: Database,
  { environment, from, to, groupBy, knownAt }: RevenueQuestion,
): Promise<Omit<RevenueReport, 'position'>> {
  const [groups, total] = [new Map<string | null, Tally>(), new Tally()];
  const turns = new Turns();
  const lines =
    knownAt === undefined
      ? readRevenue(snapshot, environment, { from, to })
      : revenueKnownAt(snapshot, environment, { from, to }, knownAt);
  for await (const line of lines) {
    tallyOf(groups, keyOf(line, groupBy)).add(line);
    total.add(line);
    await turns.giveOne();
  }
  return {
    environment,
    from: formatInstant(from),
    to: formatInstant(to),
    groupBy,
    knownAt: knownAt === undefined ? null : formatInstant(knownAt),
    groups: [...groups]
      .sort(([a], [b]) => compareKeys(a, b))
      .map(([key, tally]) => tally.group(key, groupBy === 'currency')),
    total: total.group(null, false),
  };
}

function tallyOf(groups: Map<string | null, Tally>, key: string | null): Tally {
  const known = groups.get(key);
  if (known !== undefined) return known;
  if (groups.size >= MOST_GROUPS)
    throw new LedgerError('answer-too-large', `The report has more than ${MOST_GROUPS} groups.`);
  const tally = new Tally();
  groups.set(key, tally);
  return tally;
}

function keyOf(line: RevenueLine, groupBy: RevenueGrouping): string | null {
  switch (groupBy) {
    case 'day':
      return line.occurredAt.slice(0, 10);
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

/** In order, events without a key last. */
function compareKeys(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareTexts(a, b);
}

class Tally {
  readonly #counts = Object.fromEntries(COUNTED.map((counted) => [counted, 0])) as Record<
    Counted,
    number
  >;
  readonly #usd = new Sums();
  readonly #local = new Sums();

  add({ counted, money }: RevenueLine): void {
    this.#counts[counted] += 1;
    if (money?.usd !== undefined) this.#usd.add(counted, money.usd);
    if (money?.local !== undefined) this.#local.add(counted, money.local);
  }

  group(key: string | null, showsLocal: boolean): RevenueGroup {
    return {
      key,
      usd: this.#usd.told(),
      local: showsLocal && key !== null ? this.#local.told() : null,
      counts: this.#counts,
    };
  }
}

class Sums {
  #charges = '0';
  #refunds = '0';
  #upgradeRefunds = '0';
  #proceeds = '0';
  #net = '0';
  #tax = '0';

  add(counted: Counted, { price = '0', proceeds = '0', net = '0', tax = '0' }: Amounts): void {
    if (counted === 'refund') this.#refunds = sumDecimals([this.#refunds, price]);
    else if (counted === 'upgrade_refund')
      this.#upgradeRefunds = sumDecimals([this.#upgradeRefunds, price]);
    else this.#charges = sumDecimals([this.#charges, price]);
    this.#proceeds = sumDecimals([this.#proceeds, proceeds]);
    this.#net = sumDecimals([this.#net, net]);
    this.#tax = sumDecimals([this.#tax, tax]);
  }

  told(): RevenueSums {
    return {
      charges: this.#charges,
      refunds: negate(this.#refunds),
      upgradeRefunds: negate(this.#upgradeRefunds),
      revenue: sumDecimals([this.#charges, this.#refunds, this.#upgradeRefunds]),
      proceeds: this.#proceeds,
      netRevenue: this.#net,
      taxes: this.#tax,
    };
  }
}
