import { compareDecimals, isZero } from './decimal.js';
import { endedPeriod } from './endings.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { compareTexts } from './order.js';
import { anchorOf, type Period } from './period.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';
import type { Subscription } from './subscription.js';

/**
 * What can happen to a chain, one letter each. The order at one moment: purchases before news about them, cancellations
 * before ends, ends before refunds, and what was bought in place of the refunded one after that.
 */
const STEPS = [
  { letter: 'T', name: 'trial-started', isPurchase: true },
  { letter: 'V', name: 'trial-started-with-price', isPurchase: true },
  { letter: 'C', name: 'trial-converted', isPurchase: true },
  { letter: 'D', name: 'deferred', isPurchase: false },
  { letter: 'R', name: 'renewed', isPurchase: true },
  { letter: 'X', name: 'renewal-cancelled', isPurchase: false },
  { letter: 'O', name: 'renewal-reactivated', isPurchase: false },
  { letter: 'P', name: 'paused', isPurchase: false },
  { letter: 'N', name: 'renewal-switched-off-by-access-update', isPurchase: false },
  { letter: 'B', name: 'charge-failed', isPurchase: false },
  { letter: 'G', name: 'grace-period-entered', isPurchase: false },
  { letter: 'E', name: 'expired', isPurchase: false },
  { letter: 'Q', name: 'cut-short', isPurchase: false },
  { letter: 'F', name: 'refunded', isPurchase: false },
  { letter: 'U', name: 'refunded-for-upgrade', isPurchase: false },
  { letter: 'S', name: 'started', isPurchase: true },
  { letter: 'Z', name: 'started-without-charge', isPurchase: true },
  { letter: 'H', name: 'moved-to-another-profile', isPurchase: false },
  { letter: 'Y', name: 'shared', isPurchase: false },
  { letter: 'L', name: 'shared-by-list', isPurchase: false },
] as const;

type Letter = (typeof STEPS)[number]['letter'];

export const STEP_NAMES: readonly string[] = STEPS.map(({ name }) => name);

const NAMES: ReadonlyMap<string, string> = new Map(STEPS.map(({ letter, name }) => [letter, name]));
const RANKS: ReadonlyMap<string, number> = new Map(
  STEPS.map(({ letter }, place) => [letter, place]),
);
const PURCHASES: ReadonlySet<string> = new Set(
  STEPS.filter(({ isPurchase }) => isPurchase).map(({ letter }) => letter),
);

/** Which step of the chain's story an event is; null if it says nothing that another event has not said. */
export function stepAt(
  registers: Registers,
  subscription: Subscription,
  at: Instant,
  { eventId }: Fact,
): string | null {
  const told = tellAll(registers, subscription, at);
  return NAMES.get(told.letters.get(eventId) ?? '') ?? null;
}

/**
 * A chain's story as a word, one letter of `STEPS` for each thing that happened. A full stop is a gap before a purchase, and
 * K at the end means that the clock let it expire. `SRXE` was bought, renewed, cancelled, and expired; `SXE.R` was bought
 * again after that; `TBGC` is a trial whose charge failed at first, and was paid within the grace period.
 */
export function storyOf(registers: Registers, subscription: Subscription, at: Instant): string {
  const { story } = tellAll(registers, subscription, at);
  const byClock = subscription.status === 'expired' && subscription.statusBasis === 'clock';
  return byClock ? `${story}K` : story;
}

function tellAll(registers: Registers, { periods }: Subscription, at: Instant): Teller {
  const heard = heardBy(registers.all, at).map((fact) => ({
    fact,
    anchor: anchorOf(periods, fact) ?? '',
  }));
  // A purchase is the first thing that happened in its period, even if its announcement came late.
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
        rankOf(a.fact) - rankOf(b.fact) ||
        compareTexts(a.fact.eventId, b.fact.eventId),
    );
  const teller: Teller = { story: '', letters: new Map(), periods, holders: new Set() };
  for (const { fact } of told) tell(teller, fact);
  return teller;
}

const isPurchase = (fact: Fact): boolean => PURCHASES.has(letterOf(fact));

/** What has no letter of its own, such as an access update, stands with the first. */
const rankOf = (fact: Fact): number => RANKS.get(letterOf(fact)) ?? 0;

interface Teller {
  story: string;
  /** The letters, by event. */
  readonly letters: Map<string, string>;
  readonly periods: readonly Period[];
  readonly holders: Set<string>;
}

function tell(teller: Teller, fact: Fact): void {
  const letter = fact.type === 'access_level_updated' ? accessLetter(teller, fact) : letterOf(fact);
  if (fact.profileId !== undefined && fact.access?.isActive !== false)
    teller.holders.add(fact.profileId);
  const shown = letter === 'E' && isCutShort(teller.periods, fact) ? 'Q' : letter;
  teller.letters.set(fact.eventId, shown);
  teller.story += isAfterGap(teller.periods, fact) ? `.${shown}` : shown;
}

function letterOf(fact: Fact): Letter | '' {
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

/** What an access update reports that no other event did: renewal off, a move, a sharing. */
function accessLetter({ story, holders }: Teller, fact: Fact): Letter | '' {
  if (fact.access?.isActive !== true || fact.profileId === undefined) return '';
  const isNew = holders.size > 0 && !holders.has(fact.profileId);
  const listed = (fact.sharedWith ?? []).map((holder) => holder.profileId);
  if (isNew) return listed.some((profile) => holders.has(profile)) ? 'Y' : 'H';
  if (listed.some((profile) => !holders.has(profile))) {
    for (const profile of listed) holders.add(profile);
    return 'L';
  }
  // Behind any other step, the step itself has switched renewal off already, or has left it in doubt.
  const mayRenew = /[SZRCOHYL]$/.test(story);
  return fact.access.willRenew === false && mayRenew ? 'N' : '';
}

const isCutShort = (periods: readonly Period[], fact: Fact): boolean => {
  const ended = endedPeriod(periods, fact);
  return ended?.endsAt !== undefined && fact.occurredAt < ended.endsAt;
};

/** A purchase in a chain whose previous period was already over. */
function isAfterGap(periods: readonly Period[], fact: Fact): boolean {
  if (fact.type !== 'subscription_renewed' && fact.type !== 'trial_converted') return false;
  const place = periods.findIndex((period) => period.facts.includes(fact));
  const before = periods[place - 1];
  const bought = periods[place];
  return before?.endsAt !== undefined && bought !== undefined && before.endsAt < bought.startsAt;
}
