import type { Fact } from './fact.js';
import { insert, type Register, sortedSet } from './register.js';
import { correctedIn, isSaying, joinIds, supersededIn, without } from './superseded.js';

// ---------------------------------------------------------------------------------------------
// State: one register for each thing that news can be about
// ---------------------------------------------------------------------------------------------

/**
 * All that was ever said about one chain (or, for what belongs to no chain, one profile). It holds no status: a
 * status is computed from the registers for the instant that is asked about.
 */
export interface Registers {
  /** Purchases of periods, and deferrals of their ends. */
  readonly periods: Register;
  /** Whether the running period will be followed by another. */
  readonly autoRenewal: Register;
  /** Failed charges and grace periods. */
  readonly billing: Register;
  /** Expiries and refunds of periods. */
  readonly endings: Register;
  /** What each access level's grants were said to give. */
  readonly access: Register;
  /** One-time purchases and their refunds. */
  readonly purchases: Register;
  /** Charges and refunds. Trials too: knowing that nothing was charged limits what can be refunded. */
  readonly money: Register;
  /** Every fact: each may name a holder, and some carry counters that prove a loss. */
  readonly all: Register;
  /** Facts that no longer count: what one of them told, no row of an export tells anew. */
  readonly withdrawn: Register;
  /** Events that no longer count, whether they are recorded here yet or not; in the order of their ids. */
  readonly superseded: readonly string[];
  /** Those of them that a person has withdrawn. */
  readonly corrected: readonly string[];
}

export type RegisterName = Exclude<keyof Registers, 'superseded' | 'corrected' | 'withdrawn'>;

export const noRegisters: Registers = {
  periods: [],
  autoRenewal: [],
  billing: [],
  endings: [],
  access: [],
  purchases: [],
  money: [],
  all: [],
  withdrawn: [],
  superseded: [],
  corrected: [],
};

// ---------------------------------------------------------------------------------------------
// Evolve: a fact joins the registers that its type feeds
// ---------------------------------------------------------------------------------------------

/** Which registers a fact feeds, besides `all`. The synthetic timers only repeat what other events say. */
export function registersFedBy(type: Fact['type']): readonly RegisterName[] {
  switch (type) {
    case 'subscription_started':
    case 'subscription_renewed':
    case 'trial_started':
    case 'trial_converted':
      return ['periods', 'autoRenewal', 'money'];
    case 'subscription_deferred':
      return ['periods'];
    case 'subscription_renewal_cancelled':
    case 'trial_renewal_cancelled':
    case 'subscription_renewal_reactivated':
    case 'trial_renewal_reactivated':
    case 'subscription_paused':
      return ['autoRenewal'];
    case 'subscription_expired':
    case 'trial_expired':
      return ['endings', 'autoRenewal'];
    case 'subscription_refunded':
      return ['endings', 'autoRenewal', 'money'];
    case 'billing_issue_detected':
    case 'entered_grace_period':
      return ['billing'];
    case 'access_level_updated':
      return ['access', 'autoRenewal'];
    case 'non_subscription_purchase':
    case 'non_subscription_purchase_refunded':
      return ['purchases', 'money'];
    case 'trial_active':
    case 'subscription_active':
    case 'unrecognised':
    case 'retraction':
    case 'annotation':
      return [];
  }
}

/** The registers with one more fact; recorded twice, it changes nothing. */
export function evolve(registers: Registers, fact: Fact): Registers {
  const known = correct(registers, fact);
  const told = [...known.all, ...known.withdrawn, fact];
  const corrected = new Set(known.corrected);
  const superseded = supersededIn(told, corrected);
  // A row counts again once what a person had recorded in its event's place is taken back.
  if (known.superseded.some((id) => !superseded.has(id))) return foldOnce(told, corrected);
  const held = withdraw(known, [...superseded]);
  if (!isSaying(fact)) return held;
  if (held.superseded.includes(fact.eventId))
    return { ...held, withdrawn: insert(held.withdrawn, fact) };
  const next = { ...held, all: insert(held.all, fact) };
  for (const name of registersFedBy(fact.type)) next[name] = insert(held[name], fact);
  return next;
}

/** The registers, which know what a correction withdraws even before that is recorded. */
const correct = (registers: Registers, { supersedes }: Fact): Registers =>
  supersedes === undefined
    ? registers
    : { ...registers, corrected: joinIds(registers.corrected, [supersedes]) };

/** The same as evolving fact by fact, but sorted once: for reading a whole subject. */
export const fold = (facts: readonly Fact[]): Registers => foldOnce(facts, correctedIn(facts));

function foldOnce(facts: readonly Fact[], corrected: ReadonlySet<string>): Registers {
  const superseded = supersededIn(facts, corrected);
  const saying = facts.filter(isSaying);
  const all = sortedSet(saying.filter(({ eventId }) => !superseded.has(eventId)));
  const withdrawn =
    superseded.size === 0 ? [] : sortedSet(saying.filter(({ eventId }) => superseded.has(eventId)));
  const fed = {
    ...overRegisters((): Fact[] => []),
    superseded: [...superseded].sort(),
    corrected: [...corrected].sort(),
  };
  // Each register keeps the order of `all`, so one pass is enough.
  for (const fact of all) for (const name of registersFedBy(fact.type)) fed[name].push(fact);
  return { ...fed, all, withdrawn };
}

function withdraw(registers: Registers, given: readonly string[]): Registers {
  const ids = given.filter((id) => !registers.superseded.includes(id));
  if (ids.length === 0) return registers;
  const { all, withdrawn, superseded, corrected } = registers;
  return {
    ...overRegisters((name) => without(registers[name], ids)),
    withdrawn: all.filter(({ eventId }) => ids.includes(eventId)).reduce(insert, withdrawn),
    superseded: joinIds(superseded, ids),
    corrected,
  };
}

const overRegisters = <R extends Register>(
  of: (name: RegisterName) => R,
): Record<RegisterName, R> => ({
  periods: of('periods'),
  autoRenewal: of('autoRenewal'),
  billing: of('billing'),
  endings: of('endings'),
  access: of('access'),
  purchases: of('purchases'),
  money: of('money'),
  all: of('all'),
});
