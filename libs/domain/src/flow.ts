import { compareDecimals, isZero } from './decimal.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { anchorOf, type Period } from './periods.js';
import { compareTexts } from './order.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';
import type { Subscription } from './subscription.js';

/** Which of the documented flows a subscription went through last (Adapty's page "Event flows"). */
export interface FlowName {
  /** Null while it is still open which flow it will be, and where what happened is in none of them. */
  readonly flow: string | null;
  /** The flows of which what has happened is the beginning. */
  readonly mayBecome: readonly string[];
  /** What happened that no documented flow has. */
  readonly deviation: string | null;
}

/**
 * A chain's story as a word, a letter for each thing that happened:
 * S start, Z start without money, T trial, V trial with a price, C conversion, R renewal, `.` a gap before it,
 * X cancelled, O on again, P paused, D deferred, N "will not renew" by an access update alone,
 * B failed charge, G grace period, E expired, K expired by the clock, Q cut short, F refunded, U refunded for an
 * upgrade, H moved to another profile, Y shared, L shared by a list alone.
 */
const STORIES: readonly (readonly [ending: RegExp, flow: string])[] = [
  [/U[SZ]$/, 'immediate-product-change-same-chain'],
  [/U$/, 'immediate-product-change'],
  [/XQF?$/, 'immediate-cancellation'],
  [/XF$/, 'cancellation-with-refund'],
  [/[TV](BG?|G)E$/, 'trial-billing-issue-failed'],
  [/GE$/, 'billing-issue-grace-failed'],
  [/BE$/, 'billing-issue-no-grace-failed'],
  [/G\.?[RC]$/, 'billing-issue-grace-recovered'],
  [/B\.?[RC]$/, 'billing-issue-no-grace-recovered'],
  [/\.C$/, 'trial-expired-then-bought'],
  [/P[EK]?\.?R$/, 'pause-and-resume'],
  [/\.R$/, 'reactivation-after-expiry'],
  [/[TV](XO)+$/, 'trial-renewal-reactivated'],
  [/XOR?$/, 'renewal-reactivated'],
  [/[TV](XO)*X[EK]$/, 'trial-cancelled'],
  [/X[EK]$/, 'cancellation'],
  [/N[EK]$/, 'product-change-on-renewal'],
  [/DK?$/, 'deferred'],
  [/H[RC]*K?$/, 'transfer-access-to-new-user'],
  [/Y[RC]*K?$/, 'shared-access'],
  [/L[RC]*K?$/, 'shared-access-listed-only'],
  [/V$/, 'trial-with-price'],
  [/CK?$/, 'trial-converted'],
  [/ZK?$/, 'zero-price-replacement'],
  [/[SR]K?$/, 'initial-purchase-and-renewal'],
];

const BEGINNINGS: readonly (readonly [ending: RegExp, flows: readonly string[]])[] = [
  [/T$/, ['trial-converted', 'trial-cancelled', 'trial-billing-issue-failed']],
  [/[TV](XO)*X$/, ['trial-cancelled', 'trial-renewal-reactivated']],
  [
    /X$/,
    [
      'cancellation',
      'cancellation-with-refund',
      'renewal-reactivated',
      'reactivation-after-expiry',
    ],
  ],
  [/N$/, ['downgrade', 'product-change-on-renewal']],
  [/P[EK]?$/, ['pause-and-resume']],
  [/G$/, ['billing-issue-grace-recovered', 'billing-issue-grace-failed']],
  [/B$/, ['billing-issue-no-grace-recovered', 'billing-issue-no-grace-failed']],
  [/[TV]E$/, ['trial-expired-then-bought']],
];

const UNDOCUMENTED = 'undocumented-sequence';

const DEVIATIONS: readonly (readonly [ending: RegExp, deviation: string])[] = [
  [/[EK]F$/, 'refund-after-expiry'],
  [/F$/, 'refund-without-cancellation'],
  [/Q$/, 'cut-short-without-cancellation'],
  [/E$/, 'expiry-without-cancellation'],
  [/K$/, 'ended-by-the-clock'],
  [/O$/, 'reactivation-without-cancellation'],
  [/^[^STVZ]*$/, 'no-purchase-recorded'],
];

/** Every name that `deviation` can have. */
export const DEVIATION_NAMES: readonly string[] = [
  ...DEVIATIONS.map(([, deviation]) => deviation),
  UNDOCUMENTED,
];

/** The flow that the chain's latest news belongs to. */
export function flowAt(registers: Registers, subscription: Subscription, at: Instant): FlowName {
  const story = storyOf(registers, subscription, at);
  const flow = STORIES.find(([ending]) => ending.test(story))?.[1] ?? null;
  if (flow !== null) return { flow, mayBecome: [], deviation: null };
  const mayBecome = BEGINNINGS.find(([ending]) => ending.test(story))?.[1] ?? [];
  if (mayBecome.length > 0) return { flow: null, mayBecome, deviation: null };
  const deviation = DEVIATIONS.find(([ending]) => ending.test(story))?.[1] ?? UNDOCUMENTED;
  return { flow: null, mayBecome: [], deviation };
}

function storyOf(registers: Registers, subscription: Subscription, at: Instant): string {
  const { periods } = subscription;
  const heard = heardBy(registers.all, at).map((fact) => ({
    fact,
    anchor: anchorOf(periods, fact) ?? '',
  }));
  // A purchase is the first thing that happened to its period, also where its announcement came late.
  const firstNews = new Map(
    heard.toReversed().map(({ fact, anchor }) => [anchor, effectiveAt(fact)] as const),
  );
  const told = heard
    .map(({ fact, anchor }) => ({
      fact,
      anchor,
      moment: (isPurchase(fact) ? firstNews.get(anchor) : undefined) ?? effectiveAt(fact),
    }))
    .sort(
      (a, b) =>
        compareTexts(a.moment, b.moment) ||
        compareTexts(a.anchor, b.anchor) ||
        ORDER.indexOf(letterOf(a.fact)) - ORDER.indexOf(letterOf(b.fact)) ||
        compareTexts(a.fact.eventId, b.fact.eventId),
    );
  const teller: Teller = { story: '', periods, holders: new Set() };
  for (const { fact } of told) tell(teller, fact);
  const byClock = subscription.status === 'expired' && subscription.statusBasis === 'clock';
  return byClock ? `${teller.story}K` : teller.story;
}

const isPurchase = (fact: Fact): boolean => 'SZTVCR'.includes(letterOf(fact) || ' ');

interface Teller {
  story: string;
  readonly periods: readonly Period[];
  readonly holders: Set<string>;
}

/** Of one moment: purchases before what is said of them, cancellations before ends, ends before refunds. */
const ORDER = 'TVCDRXOPNBGEQFUSZHYL';

function tell(teller: Teller, fact: Fact): void {
  const letter = fact.type === 'access_level_updated' ? accessLetter(teller, fact) : letterOf(fact);
  if (fact.profileId !== undefined && fact.access?.isActive !== false)
    teller.holders.add(fact.profileId);
  const shown = letter === 'E' && isCutShort(teller.periods, fact) ? 'Q' : letter;
  teller.story += isAfterGap(teller.periods, fact) ? `.${shown}` : shown;
}

function letterOf(fact: Fact): string {
  switch (fact.type) {
    case 'subscription_started':
      return fact.money?.usd?.price !== undefined && isZero(fact.money.usd.price) ? 'Z' : 'S';
    case 'trial_started':
      return compareDecimals(fact.money?.usd?.price ?? '0', '0') > 0 ? 'V' : 'T';
    case 'trial_converted':
      return 'C';
    case 'subscription_renewed':
      return 'R';
    case 'subscription_renewal_cancelled':
    case 'trial_renewal_cancelled':
      return 'X';
    case 'subscription_renewal_reactivated':
    case 'trial_renewal_reactivated':
      return 'O';
    case 'subscription_paused':
      return 'P';
    case 'subscription_deferred':
      return 'D';
    case 'billing_issue_detected':
      return 'B';
    case 'entered_grace_period':
      return 'G';
    case 'subscription_expired':
    case 'trial_expired':
      return 'E';
    case 'subscription_refunded':
      return fact.cancellationReason === 'upgraded' ? 'U' : 'F';
    case 'access_level_updated':
    case 'non_subscription_purchase':
    case 'non_subscription_purchase_refunded':
    case 'trial_active':
    case 'subscription_active':
    case 'unrecognised':
    case 'retraction':
    case 'annotation':
      return '';
  }
}

/** What an access update tells that no other event did: renewal off, a move, a sharing. */
function accessLetter({ story, holders }: Teller, fact: Fact): string {
  if (fact.access?.isActive !== true || fact.profileId === undefined) return '';
  const isNew = holders.size > 0 && !holders.has(fact.profileId);
  const listed = (fact.sharedWith ?? []).map((holder) => holder.profileId);
  if (isNew) return listed.some((profile) => holders.has(profile)) ? 'Y' : 'H';
  if (listed.some((profile) => !holders.has(profile))) {
    for (const profile of listed) holders.add(profile);
    return 'L';
  }
  return fact.access.willRenew === false && /[SZRCOHYL]$/.test(story) ? 'N' : '';
}

const isCutShort = (periods: readonly Period[], fact: Fact): boolean => {
  const ended = periods.find((period) => period.startsAt === anchorOf(periods, fact));
  return ended?.endsAt !== undefined && fact.occurredAt < ended.endsAt;
};

/** A purchase in a chain whose period before was already over. */
function isAfterGap(periods: readonly Period[], fact: Fact): boolean {
  if (fact.type !== 'subscription_renewed' && fact.type !== 'trial_converted') return false;
  const place = periods.findIndex((period) => period.facts.includes(fact));
  const before = periods[place - 1];
  const bought = periods[place];
  return before?.endsAt !== undefined && bought !== undefined && before.endsAt < bought.startsAt;
}
