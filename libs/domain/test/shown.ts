import { type Answer, answerAt } from '../src/answer.js';
import type { Fact } from '../src/fact.js';
import type { Instant } from '../src/instant.js';
import { revenueUsd as sumOf } from '../src/money.js';
import { profilesNamedBy } from '../src/subject.js';
import { PROFILES } from './history.js';
import type { OracleAnswer } from './oracle.js';

/** Both sides in one shape, so that a difference reads as a difference. */
export interface Shown {
  readonly subscriptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly revenueUsd: readonly string[];
  readonly purchases: Readonly<Record<string, string>>;
  /** Of a complete history: none, ever. */
  readonly findings: readonly string[];
}

export const answerFor = (
  facts: readonly Fact[],
  profiles: readonly string[],
  at: Instant,
): Answer => answerAt(facts, new Set(profiles), { productLevels: {} }, at);

/** A profile that no fact names has nothing, and need not be asked about. */
export function shownByDomain(facts: readonly Fact[], at: Instant): Shown {
  const named = new Set(facts.flatMap(profilesNamedBy));
  const each = PROFILES.map((profile) =>
    named.has(profile) ? answerFor(facts, [profile], at) : undefined,
  );
  const answers = each.filter((answer) => answer !== undefined);
  return {
    subscriptions: Object.fromEntries(
      (answers[0]?.subscriptions ?? []).map((one) => [
        one.chain.originalTransactionId,
        {
          status: one.status,
          autoRenew: one.autoRenewal?.state,
          productId: one.current.productId,
          ...ending({ ...one, endsAt: one.current.endsAt, basis: one.statusBasis }),
        },
      ]),
    ),
    access: Object.fromEntries(
      PROFILES.map((profile, place) => [
        profile,
        [...(each[place]?.accessLevels ?? [])]
          .filter(([, level]) => level.active)
          .map(([id]) => id)
          .sort(),
      ]),
    ),
    revenueUsd: each.map((answer) => sumOf(answer?.money ?? [])),
    purchases: Object.fromEntries(
      answers.flatMap((answer) => answer.purchases).map((one) => [one.transactionId, one.state]),
    ),
    findings: answers.flatMap((answer) =>
      answer.findings.map((one) => `${one.kind}: ${one.missing.sentence}`),
    ),
  };
}

export const shownByOracle = (answer: OracleAnswer): Shown => ({
  subscriptions: Object.fromEntries(
    [...answer.subscriptions].map(([id, one]) => [
      id,
      {
        status: one.status,
        autoRenew: one.autoRenew,
        productId: one.productId,
        ...ending(one),
      },
    ]),
  ),
  access: Object.fromEntries(
    PROFILES.map((profile) => [profile, [...(answer.access.get(profile) ?? [])].sort()]),
  ),
  revenueUsd: PROFILES.map((profile) => dollars(answer.revenue.get(profile) ?? 0)),
  purchases: Object.fromEntries(answer.purchases),
  findings: [],
});

/** What must hold even while an announced renewal is on its way: all but auto-renewal and findings. */
export const settled = ({ subscriptions, access, revenueUsd, purchases }: Shown): unknown => ({
  subscriptions: Object.fromEntries(
    Object.entries(subscriptions).map(([id, one]) => [id, { ...one, autoRenew: undefined }]),
  ),
  access,
  revenueUsd,
  purchases,
});

/** Why it is over, where an event said so; where none did, when it ends. */
function ending(one: {
  readonly status: string;
  readonly basis: string;
  readonly endsAt: string | undefined;
  readonly endReason: string | undefined;
}): Record<string, unknown> {
  const isOver = one.status === 'revoked' || one.status === 'expired';
  return isOver && one.basis === 'event'
    ? { basis: 'event', endReason: one.endReason }
    : { basis: isOver ? 'clock' : 'any', endsAt: one.endsAt };
}

function dollars(cents: number): string {
  const sign = cents < 0 ? '-' : '';
  const [whole, fraction] = (Math.abs(cents) / 100).toFixed(2).split('.');
  const digits = fraction?.replace(/0+$/, '') ?? '';
  return `${sign}${whole ?? ''}${digits === '' ? '' : `.${digits}`}`;
}
