import type { AccessPolicy } from './product-levels.js';
import { answerOfSubject } from './answer.js';
import { type Difference, differencesBetween, type Traits, traitsOf } from './difference.js';
import type { Fact } from './fact.js';
import { flowAt, type FlowName } from './flow.js';
import { type Instant, LAST_INSTANT, later } from './instant.js';
import { moneyAt } from './money.js';
import { type NothingReason, whyNothing } from './nothing.js';
import { evolve, noRegisters, type Registers } from './registers.js';
import { stepAt } from './story.js';
import { subscriptionAt } from './subscription.js';

/** What one recorded event changed in what its subject says about the given profiles. */
export interface Change {
  readonly fact: Fact;
  /** The instant that both answers are about: the event's receipt. */
  readonly moment: Instant;
  /** What time alone had changed since the subject's previous event. */
  readonly meanwhile: readonly Difference[];
  /** Between the answer by what was known just before the event and the answer with it. */
  readonly differences: readonly Difference[];
  /** Why there are no differences; null if there are some. */
  readonly nothing: NothingReason | null;
  /** The documented flow that the subscription has reached with the event. */
  readonly flow: FlowName | null;
  /** What the event is in that flow; null if it is no step of any flow. */
  readonly step: string | null;
}

export interface Onlooker {
  /** Whose access and money are looked at. */
  readonly profiles: ReadonlySet<string>;
  readonly policy: AccessPolicy;
}

/**
 * What each of some events changed, by what was known just before it and with it. A generator, because each step
 * evaluates several answers.
 *
 * @param facts of one subject, in the order of the log.
 * @param wanted whether an event is asked for; the others are not evaluated.
 */
export function* changesOf(
  facts: readonly Fact[],
  onlooker: Onlooker,
  wanted: (fact: Fact) => boolean = () => true,
): Generator<Change> {
  let known: Registers = noRegisters;
  let told: Told | null = null;
  for (const fact of facts) {
    // Receipt times go back when a clock does; an answer's instant must not.
    const moment: Instant = told === null ? fact.recordedAt : later(told.at, fact.recordedAt);
    const last = known;
    const together = evolve(last, fact);
    known = together;
    if (!wanted(fact)) {
      told = { at: moment, traits: null };
      continue;
    }
    const without = traitsAt(last, onlooker, moment);
    const was: Traits =
      told === null ? without : (told.traits ?? traitsAt(last, onlooker, told.at));
    const withIt = traitsAt(together, onlooker, moment);
    told = { at: moment, traits: withIt };
    yield {
      fact,
      moment,
      meanwhile: differencesBetween(was, without),
      ...effectOf(fact, moment, { last, together, without, withIt }),
    };
  }
}

/** What was said after the previous event, if that was asked for. */
interface Told {
  readonly at: Instant;
  readonly traits: Traits | null;
}

interface BothSides {
  readonly last: Registers;
  readonly together: Registers;
  readonly without: Traits;
  readonly withIt: Traits;
}

function effectOf(
  fact: Fact,
  moment: Instant,
  { last, together, without, withIt }: BothSides,
): Pick<Change, 'differences' | 'nothing' | 'flow' | 'step'> {
  const differences = differencesBetween(without, withIt);
  const subscription = subscriptionAt(together, moment);
  return {
    differences,
    nothing: differences.length > 0 ? null : whyNothing(last, fact, moment),
    flow: subscription === undefined ? null : flowAt(together, subscription, moment),
    step: subscription === undefined ? null : stepAt(together, subscription, moment, fact),
  };
}

/**
 * What a subject says about the given profiles at an instant. Money counts as soon as it is reported: a charge
 * that is announced early is credited to the announcement, not to the hour in which it falls due.
 */
export function traitsAt(
  registers: Registers,
  { profiles, policy }: Onlooker,
  at: Instant,
): Traits {
  const answer = answerOfSubject(registers, profiles, policy, at);
  const money = moneyAt(registers, LAST_INSTANT).filter(
    ({ profileId }) => profileId !== undefined && profiles.has(profileId),
  );
  const traits = [...traitsOf({ ...answer, money })];
  // With only one subscription, the word for the customer would not be about the whole customer.
  return new Map(traits.filter(([, { name }]) => name.about !== 'customer'));
}
