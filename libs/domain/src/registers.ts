import type { Fact } from './fact.js';
import { insert, join, type Register, sortedSet } from './register.js';

// ---------------------------------------------------------------------------------------------
// State: one register for each thing that news can be about
// ---------------------------------------------------------------------------------------------

/**
 * All that was ever said of one chain (or, for what belongs to no chain, of one profile). There is no
 * status in here: a status is computed from the registers for the instant that is asked about.
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
  /** Everything that moved money. */
  readonly money: Register;
  /** Every fact: each names a holder, and some carry counters that prove a loss. */
  readonly all: Register;
}

export type RegisterName = keyof Registers;

export const noRegisters: Registers = {
  periods: [],
  autoRenewal: [],
  billing: [],
  endings: [],
  access: [],
  purchases: [],
  money: [],
  all: [],
};

// ---------------------------------------------------------------------------------------------
// Evolve: a fact joins the registers that its type feeds
// ---------------------------------------------------------------------------------------------

/** Which registers a fact feeds, beside `all`. The synthetic timers say nothing new. */
export function registersFedBy(type: Fact['type']): readonly RegisterName[] {
  switch (type) {
    case 'subscription_started':
    case 'subscription_renewed':
    case 'trial_converted':
      return ['periods', 'autoRenewal', 'money'];
    case 'trial_started':
      return ['periods', 'autoRenewal'];
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
      return [];
  }
}

/** The registers with one more fact; recorded twice, it changes nothing. */
export function evolve(registers: Registers, fact: Fact): Registers {
  const next = { ...registers, all: insert(registers.all, fact) };
  for (const name of registersFedBy(fact.type)) next[name] = insert(registers[name], fact);
  return next;
}

/** Two partial states of one subject, joined register by register. */
export const merge = (a: Registers, b: Registers): Registers => ({
  periods: join(a.periods, b.periods),
  autoRenewal: join(a.autoRenewal, b.autoRenewal),
  billing: join(a.billing, b.billing),
  endings: join(a.endings, b.endings),
  access: join(a.access, b.access),
  purchases: join(a.purchases, b.purchases),
  money: join(a.money, b.money),
  all: join(a.all, b.all),
});

/** The same as evolving fact by fact, sorted once: for reading a whole subject. */
export function fold(facts: readonly Fact[]): Registers {
  const all = sortedSet(facts);
  const feeding = (name: RegisterName): Register =>
    all.filter((fact) => registersFedBy(fact.type).includes(name));
  return {
    periods: feeding('periods'),
    autoRenewal: feeding('autoRenewal'),
    billing: feeding('billing'),
    endings: feeding('endings'),
    access: feeding('access'),
    purchases: feeding('purchases'),
    money: feeding('money'),
    all,
  };
}
