import { answerOfSubject } from './answer.js';
import { type Difference, differencesBetween, type Traits, traitsOf } from './difference.js';
import type { Fact } from './fact.js';
import { flowAt, type FlowName } from './flow.js';
import { type Instant, LAST_INSTANT, later } from './instant.js';
import { moneyAt } from './money.js';
import { type NothingReason, whyNothing } from './nothing.js';
import type { AccessPolicy } from './product-levels.js';
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
  let previous: Previous | null = null;
  for (const fact of facts) {
    // Receipt times go back when a clock does; an answer's instant must not.
    const moment: Instant =
      previous === null ? fact.recordedAt : later(previous.moment, fact.recordedAt);
    const before = known;
    const after = evolve(before, fact);
    known = after;
    if (!wanted(fact)) {
      previous = { moment, traits: null };
      continue;
    }
    const traitsBefore = traitsAt(before, onlooker, moment);
    const traitsThen: Traits =
      previous === null
        ? traitsBefore
        : (previous.traits ?? traitsAt(before, onlooker, previous.moment));
    const traitsAfter = traitsAt(after, onlooker, moment);
    previous = { moment, traits: traitsAfter };
    const differences = differencesBetween(traitsBefore, traitsAfter);
    yield {
      fact,
      moment,
      meanwhile: differencesBetween(traitsThen, traitsBefore),
      differences,
      nothing: differences.length > 0 ? null : whyNothing(before, fact, moment),
      ...placeInFlow(after, fact, moment),
    };
  }
}

/** The event before, and what was said once it had come, if that was asked for. */
interface Previous {
  readonly moment: Instant;
  readonly traits: Traits | null;
}

function placeInFlow(
  registers: Registers,
  fact: Fact,
  moment: Instant,
): Pick<Change, 'flow' | 'step'> {
  const subscription = subscriptionAt(registers, moment);
  if (subscription === undefined) return { flow: null, step: null };
  return {
    flow: flowAt(registers, subscription, moment),
    step: stepAt(registers, subscription, moment, fact),
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
