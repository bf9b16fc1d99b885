import type { Fact } from './fact.js';
import { insert, type Register, sortedSet } from './register.js';
import { isSaying, joinIds, supersededIn, without } from './superseded.js';

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
  /** Events that no longer count, whether they are recorded here yet or not; in the order of their ids. */
  readonly superseded: readonly string[];
}

export type RegisterName = Exclude<keyof Registers, 'superseded'>;

export const noRegisters: Registers = {
  periods: [],
  autoRenewal: [],
  billing: [],
  endings: [],
  access: [],
  purchases: [],
  money: [],
  all: [],
  superseded: [],
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
  const held = fact.supersedes === undefined ? registers : withdraw(registers, [fact.supersedes]);
  if (!isSaying(fact) || held.superseded.includes(fact.eventId)) return held;
  const next = { ...held, all: insert(held.all, fact) };
  for (const name of registersFedBy(fact.type)) next[name] = insert(held[name], fact);
  return next;
}

/** The same as evolving fact by fact, but sorted once: for reading a whole subject. */
export function fold(facts: readonly Fact[]): Registers {
  const superseded = supersededIn(facts);
  const all = sortedSet(facts.filter((fact) => isSaying(fact) && !superseded.has(fact.eventId)));
  const fed = { ...overRegisters((): Fact[] => []), superseded: [...superseded].sort() };
  // Each register keeps the order of `all`, so one pass is enough.
  for (const fact of all) for (const name of registersFedBy(fact.type)) fed[name].push(fact);
  return { ...fed, all };
}

function withdraw(registers: Registers, ids: readonly string[]): Registers {
  if (ids.length === 0) return registers;
  return {
    ...overRegisters((name) => without(registers[name], ids)),
    superseded: joinIds(registers.superseded, ids),
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
