import type { AccessPolicy } from './access.js';
import { type Answer, answerAt } from './answer.js';
import { type Difference, differencesBetween, type Traits, traitsOf } from './difference.js';
import type { Fact } from './fact.js';
import { flowAt, type FlowName } from './flow.js';
import { type Instant, LAST_INSTANT, later } from './instant.js';
import { moneyAt } from './money.js';
import { type NothingReason, whyNothing } from './nothing.js';
import { fold } from './registers.js';
import { stepAt } from './story.js';
import { subscriptionAt } from './subscription.js';

/** What one recorded event changed in what its subject says of somebody. */
export interface Change {
  readonly fact: Fact;
  /** The instant that both answers are about: the event's receipt. */
  readonly moment: Instant;
  /** What time alone had changed since the subject's event before. */
  readonly meanwhile: readonly Difference[];
  /** By what was known just before the event, and with it. */
  readonly differences: readonly Difference[];
  /** Why there are none; null where there are. */
  readonly nothing: NothingReason | null;
  /** The documented flow that the subscription has come to with it. */
  readonly flow: FlowName | null;
  /** What the event is in that flow; null for one that is no step of any. */
  readonly step: string | null;
}

export interface Onlooker {
  /** Whose access and money are looked at. */
  readonly profiles: ReadonlySet<string>;
  readonly policy: AccessPolicy;
}

/**
 * What each of some events changed, by what was known just before it and with it.
 *
 * @param facts of one subject, in the order of the log.
 * @param wanted whether the event at a place is asked for; the others are not evaluated.
 */
export function changesOf(
  facts: readonly Fact[],
  onlooker: Onlooker,
  wanted: (fact: Fact) => boolean = () => true,
): readonly Change[] {
  const changes: Change[] = [];
  let told: Told | null = null;
  let moment: Instant | null = null;
  for (const [place, fact] of facts.entries()) {
    const before: Instant | null = moment;
    // Receipt times step back when a clock does; an answer's instant must not.
    moment = before === null ? fact.recordedAt : later(before, fact.recordedAt);
    if (!wanted(fact)) continue;
    const known = facts.slice(0, place);
    const last: Traits =
      before === null
        ? NOTHING
        : told?.place === place - 1
          ? told.traits
          : traitsAt(known, onlooker, before);
    const change = changeBy(known, fact, { last, moment, onlooker });
    changes.push(change.change);
    told = { place, traits: change.traits };
  }
  return changes;
}

interface Told {
  readonly place: number;
  readonly traits: Traits;
}

const NOTHING: Traits = new Map();

function changeBy(
  known: readonly Fact[],
  fact: Fact,
  { last, moment, onlooker }: { last: Traits; moment: Instant; onlooker: Onlooker },
): { readonly change: Change; readonly traits: Traits } {
  const before = known.length === 0 ? NOTHING : traitsAt(known, onlooker, moment);
  const together = [...known, fact];
  const traits = traitsAt(together, onlooker, moment);
  const differences = differencesBetween(before, traits);
  const registers = fold(together);
  const subscription = subscriptionAt(registers, moment);
  return {
    traits,
    change: {
      fact,
      moment,
      meanwhile: differencesBetween(last, before),
      differences,
      nothing: differences.length > 0 ? null : whyNothing(fold(known), fact, moment),
      flow: subscription === undefined ? null : flowAt(registers, subscription, moment),
      step: subscription === undefined ? null : stepAt(registers, subscription, moment, fact),
    },
  };
}

/**
 * What a subject says of somebody at an instant. Money counts as soon as it is told of: a charge that is announced
 * early is the announcement's doing, and not that of the hour in which it falls due.
 */
export function traitsAt(
  facts: readonly Fact[],
  { profiles, policy }: Onlooker,
  at: Instant,
): Traits {
  const answer: Answer = answerAt(facts, profiles, policy, at);
  const money = moneyAt(fold(facts), LAST_INSTANT).filter(
    ({ profileId }) => profileId !== undefined && profiles.has(profileId),
  );
  const findings = answer.findings.filter(({ chain }) => chain !== undefined);
  const traits = [...traitsOf({ ...answer, money, findings })];
  // Of one subscription alone, the word for the customer would say nothing of the customer.
  return new Map(traits.filter(([, { name }]) => name.about !== 'customer'));
}
