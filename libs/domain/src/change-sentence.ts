import type { Change } from './change.js';
import type { Difference, TraitValue } from './difference.js';
import type { Fact, FactType } from './fact.js';
import { shownBy } from './findings/finding.js';
import type { NothingReason } from './nothing.js';

/**
 * One event, for a person who knows neither our words nor Adapty's: what happened, when we received it, what it
 * did.
 */
export function sentenceOf({ fact, differences, nothing }: Change): string {
  const effect =
    nothing === null
      ? effects(differences).join('; ')
      : `this changed nothing, because ${whyNot(nothing)}`;
  return `${happened(fact)}${heard(fact)}${told(fact)}: ${effect}.`;
}

/** The same for a delivery that contradicts another one and is not counted at all. */
export const sentenceOfConflict = (conflictsWith: string): string =>
  `A second delivery of event ${conflictsWith} with different content: this changed nothing, because ${whyNot('conflict')}.`;

const HAPPENED: Readonly<Record<Exclude<FactType, 'unrecognised'>, string>> = {
  subscription_started: 'The subscription was bought',
  subscription_renewed: 'The subscription was renewed',
  subscription_renewal_cancelled: 'Renewal was switched off',
  subscription_renewal_reactivated: 'Renewal was switched back on',
  subscription_expired: 'The subscription expired',
  subscription_paused: 'A pause was scheduled',
  subscription_deferred: 'The end of the period was moved',
  subscription_refunded: 'A payment was refunded',
  trial_started: 'A trial started',
  trial_converted: 'The trial became a paid subscription',
  trial_renewal_cancelled: 'The trial was cancelled',
  trial_renewal_reactivated: 'Renewal of the trial was switched back on',
  trial_expired: 'The trial expired',
  entered_grace_period: 'A grace period began',
  billing_issue_detected: 'A charge failed',
  non_subscription_purchase: 'A one-time purchase was made',
  non_subscription_purchase_refunded: 'A one-time purchase was refunded',
  access_level_updated: 'Adapty reported an access level',
  trial_active: 'The trial was reported as running',
  subscription_active: 'The subscription was reported as running',
  retraction: 'A person withdrew an event',
  annotation: 'A person added a note',
};

function happened({ type, name, supersedes }: Fact): string {
  const words = type === 'unrecognised' ? cameUnnamed(name) : HAPPENED[type];
  return supersedes !== undefined && type !== 'retraction'
    ? `A person replaced an event with: ${words.charAt(0).toLowerCase()}${words.slice(1)}`
    : words;
}

/** Quoted, because anybody could have chosen it. */
const cameUnnamed = (name: string): string =>
  `An event with the unknown name ${JSON.stringify(name.slice(0, LONGEST_NAME))} came in`;

const LONGEST_NAME = 80;

/** Who recorded it and why, if a person did. */
const told = ({ note }: Fact): string => (note === undefined ? '' : ` (${note.by}: ${note.text})`);

function heard({ occurredAt, recordedAt, note, source }: Fact): string {
  if (source === 'export') return ', loaded from an export';
  const delayMs = Date.parse(recordedAt) - Date.parse(occurredAt);
  if (note !== undefined || Math.abs(delayMs) < 1_000) return '';
  return delayMs > 0 ? `, received ${span(delayMs)} later` : `, announced ${span(-delayMs)} ahead`;
}

const UNITS = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1_000 },
] as const;

function span(durationMs: number): string {
  const unit = UNITS.find(({ ms }) => durationMs >= ms) ?? UNITS[UNITS.length - 1];
  const count = Math.round(durationMs / (unit?.ms ?? 1));
  return `${count} ${unit?.name ?? ''}${count === 1 ? '' : 's'}`;
}

/** What a person would call the event's effect; the details only if there is no such effect. */
function effects(differences: readonly Difference[]): readonly string[] {
  const said = (words: Words): readonly string[] =>
    Object.entries(words).flatMap(([which, subject]) =>
      differences
        .filter(({ about, field }) => `${about}.${field}` === which)
        .map((difference) => effect(subject, difference)),
    );
  const shown = said(EFFECTS);
  return shown.length > 0 ? shown : said(DETAILS).slice(0, 1);
}

type Words = Readonly<Record<string, string>>;

const EFFECTS: Words = {
  'subscription.status': 'status',
  'subscription.autoRenew': 'renewal',
  'subscription.lastPeriodEndsAt': 'runs until',
  'subscription.gracePeriodEndsAt': 'grace period until',
  'access.active': 'access to …',
  'purchase.state': 'one-time purchase',
  'money.revenueUsd': 'revenue in USD',
  'finding.missing': 'looks lost',
};

const DETAILS: Words = {
  'access.startsAt': 'access to … from',
  'access.expiresAt': 'access to … until',
  'access.willRenew': 'renewal of the access to …',
  'access.isLifetime': 'lifetime access to …',
  'access.inGracePeriod': 'access to … through the grace period',
  'access.basis': 'source of the access to …',
  'subscription.heldBy': 'held by',
  'subscription.productId': 'product',
  'subscription.currentPeriodEndsAt': 'current period until',
  'subscription.currentPeriodStartsAt': 'current period from',
  'subscription.billingIssueDetectedAt': 'charge failed at',
  'subscription.endReason': 'reason for the end',
  'subscription.endedAt': 'end',
  'subscription.statusBasis': 'source of the status',
  'purchase.refundedAt': 'refunded at',
  'purchase.purchasedAt': 'purchased at',
  'purchase.productId': 'product',
};

function effect(words: string, difference: Difference): string {
  const { about, before, after } = difference;
  if (about === 'access') return `${words.replace('…', difference.levelId)} ${arrow(difference)}`;
  if (about !== 'finding') return `${words} ${arrow(difference)}`;
  // What is found is a whole sentence.
  const found = FOUND[shownBy(difference.kind)];
  if (before !== null && after !== null) return `${found}: ${arrow(difference)}`;
  return before === null ? `now ${found}: ${value(after)}` : `no longer ${found}: ${value(before)}`;
}

const FOUND = {
  loss: 'looks lost',
  contradiction: 'a contradiction',
  fault: 'a problem with the event',
} as const;

function arrow({ before, after }: Difference): string {
  if (before === null) return `is now ${value(after)}`;
  if (after === null) return `is no longer ${value(before)}`;
  return `${value(before)} → ${value(after)}`;
}

function value(told: TraitValue): string {
  if (typeof told === 'boolean') return told ? 'yes' : 'no';
  return (told ?? 'unknown').replace(/\.$/, '');
}

function whyNot(reason: NothingReason): string {
  switch (reason) {
    case 'annotation':
      return 'a note never does';
    case 'conflict':
      return 'the first delivery counts; an operator can replace it with another';
    case 'unrecognised':
      return 'it counts once ADAPTY_EVENT_NAMES maps its name and the read models are rebuilt';
    case 'timer':
      return 'it is a reminder from the sender, not news';
    case 'told-by-webhook':
      return 'a webhook has told of the same event';
    case 'told-by-row':
      return 'another row of an export has told of the same event';
    case 'withdrawn-before':
      return 'the event that it tells of had been withdrawn by hand';
    case 'took-nothing-away':
      return 'what it replaces had changed nothing either, or said the same';
    case 'takes-effect-later':
      return 'what it reports begins later';
    case 'no-period-known':
      return 'no purchase that it could be about is recorded';
    case 'older-news':
      return 'newer news was already known';
    case 'said-before':
      return 'another event had already said the same';
  }
}
