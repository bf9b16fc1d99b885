import { scaled, scaleOf } from '../decimal.js';
import type { Fact } from '../fact.js';
import { type Instant, later } from '../instant.js';
import { type MoneyLine, revenueUsd } from '../money.js';
import { heardBy, sortedSet } from '../register.js';
import { standing } from '../superseded.js';
import { type Finding, finding } from './finding.js';

/** The sender adds floats: a difference below one cent proves nothing. */
const TOLERANCE_USD = '0.01';

/**
 * `profile_total_revenue_usd` is what a profile had paid at the time of an event. Adapty does not document whether
 * it includes the event's own money, nor whether refunds are deducted: only a total that fits none of these
 * readings proves a loss, and only those of the last moment are checked.
 */
export function revenueDiffers(
  facts: readonly Fact[],
  money: readonly MovedMoney[],
  profileId: string,
  at: Instant,
): Finding[] {
  const told = heardBy(sortedSet(standing(facts)), at).filter(
    (fact) =>
      fact.profileId === profileId &&
      fact.profileTotalRevenueUsd !== undefined &&
      // A total that is reported early includes a charge that has not moved yet.
      fact.occurredAt <= at,
  );
  const latest = told.reduce<Instant | undefined>(
    (moment, fact) => (moment === undefined ? fact.occurredAt : later(moment, fact.occurredAt)),
    undefined,
  );
  const mine = money.filter((line) => line.profileId === profileId);
  const last = told.find(
    (fact) => fact.occurredAt === latest && !isExplained(fact.profileTotalRevenueUsd, fact, mine),
  );
  if (last?.profileTotalRevenueUsd === undefined) return [];
  const total = last.profileTotalRevenueUsd;
  const held = revenueUsd(mine.filter((line) => line.occurredAt <= last.occurredAt));
  return [
    finding('revenue-differs', [last], {
      profileId,
      missing: {
        types: [
          'subscription_started',
          'subscription_renewed',
          'trial_converted',
          'non_subscription_purchase',
          'subscription_refunded',
          'non_subscription_purchase_refunded',
        ],
        count: 1,
        sentence: `According to Adapty the profile had paid ${total} USD in all; the ledger holds ${held} USD.`,
      },
      until: last.occurredAt,
      appearsAt: last.occurredAt,
    }),
  ];
}

/** The parts of a money line that a total is compared with. */
export type MovedMoney = Pick<MoneyLine, 'kind' | 'profileId' | 'occurredAt' | 'money'>;

/**
 * Net and gross, each with any of the money that moved at the event's own moment: an upgrade moves it twice. All
 * are summed as integers in one unit, because this runs for a profile at each of its events.
 */
function isExplained(
  total: string | undefined,
  { occurredAt }: Fact,
  money: readonly MovedMoney[],
): boolean {
  if (total === undefined) return true;
  const scale = scaleOf([
    TOLERANCE_USD,
    total,
    ...money.map((line) => line.money.usd?.price ?? '0'),
  ]);
  const [told, tolerance] = [scaled(total, scale), scaled(TOLERANCE_USD, scale)];
  const agrees = (sum: bigint): boolean => -tolerance < sum - told && sum - told < tolerance;
  const lines = money.map(({ kind, occurredAt: movedAt, money: { usd } }) => ({
    isCharge: kind === 'charge',
    movedAt,
    usd: usd?.price === undefined ? 0n : scaled(usd.price, scale),
  }));
  if (readings(lines, occurredAt).some(agrees)) return true;
  const charges = lines.filter(({ isCharge }) => isCharge);
  return charges.length < lines.length && readings(charges, occurredAt).some(agrees);
}

interface PricedLine {
  readonly movedAt: Instant;
  readonly usd: bigint;
}

/**
 * What had moved before, combined with every selection of what moved at the moment itself. If there are too many
 * selections, the amounts decide which are tried, so that the result does not depend on the order of the input.
 */
function readings(lines: readonly PricedLine[], at: Instant): readonly bigint[] {
  let before = 0n;
  for (const line of lines) if (line.movedAt < at) before += line.usd;
  return lines
    .filter((line) => line.movedAt === at)
    .sort((a, b) => Number(a.usd > b.usd) - Number(a.usd < b.usd))
    .slice(0, MOST_AT_ONCE)
    .reduce((sums, { usd }) => [...sums, ...sums.map((sum) => sum + usd)], [before]);
}

/** Bounds the work for a hostile profile; no action moves money more often at one moment. */
const MOST_AT_ONCE = 6;
