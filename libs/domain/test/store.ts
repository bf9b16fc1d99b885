import { BEGINNING, DAY, HOUR, type Micros, MINUTE, SECOND, toBodyDate } from './micros.js';
import type { Line, Plan, Turn } from './plan.js';
import { buy, buyNext, newChain } from './store-purchases.js';
import { BASIC, type Draft, type StorePeriod, type StoreState } from './store-state.js';
import { cancel, grant, refund } from './store-wishes.js';
import { tell, tellAccess } from './tell.js';

const GRACE: Micros = 16 * DAY;
const RETRY: Micros = 60 * DAY;

/** A line of dealings from its first purchase on, and until when it is told completely. */
export interface ToldLine {
  readonly drafts: readonly Draft[];
  /** A running period's end is not told any more, so the history stops before it. */
  readonly completeUntil: Micros;
}

export function play(plan: Plan, place: number): ToldLine {
  const line = plan.lines[place];
  if (line === undefined) throw new RangeError('There is no such line.');
  const state = begin(plan, line, place);
  for (const turn of line.turns) {
    during(state, turn);
    const overAt = end(state, turn);
    if (state.ended === null) continue;
    const isBack = afterwards(state, turn, overAt);
    if (!isBack) break;
  }
  const completeUntil = state.ended === null ? state.period.end - 1 : Number.POSITIVE_INFINITY;
  return { drafts: state.drafts, completeUntil };
}

function begin(plan: Plan, line: Line, place: number): StoreState {
  const nothing: StorePeriod = {
    ...{ transactionId: '', kind: 'paid', product: BASIC, start: 0, end: 0 },
    ...{ buyer: line.profile, payments: 0, refunded: false },
  } as const;
  const state: StoreState = {
    ...{ plan, line, place, drafts: [], chain: { originalTransactionId: '', periods: [] } },
    ...{ period: nothing, nextProduct: BASIC, holder: line.profile, sharer: null },
    ...{ autoRenewal: 'on', ended: null, oneTime: null, transactions: 0 },
  };
  newChain(state);
  const start = BEGINNING + line.startsAfterHours * HOUR;
  const kind = line.trial ? 'trial' : 'paid';
  const type = line.trial ? 'trial_started' : 'subscription_started';
  buy(state, type, start, { product: BASIC, payments: 1, kind });
  return state;
}

/** The wishes of the period in the order of their moments, each a minute after the one before at least. */
function during(state: StoreState, turn: Turn): void {
  const { start, end } = state.period;
  const wishes = turn.during.toSorted((a, b) => a.at - b.at);
  wishes.forEach((wish, rank) => {
    grant(state, wish, start + Math.floor((end - start) / 100) * wish.at + rank * MINUTE);
  });
}

/** How the period ends; when the end was told. */
function end(state: StoreState, turn: Turn): Micros {
  const due = state.period.end;
  const at = due + turn.lagS * SECOND;
  if (state.ended !== null) return state.drafts.at(-1)?.at ?? due;
  switch (state.autoRenewal) {
    case 'off':
      expire(state, at, turn.backAfterDays !== null);
      return at;
    case 'pausing':
      tellAccess(state, at, { active: false, until: due, willRenew: false });
      state.ended = 'paused';
      return at;
    case 'downgrading':
      expire(state, at, false);
      newChain(state);
      buy(state, 'subscription_started', at, { product: state.nextProduct, payments: 1 });
      return at;
    case 'on':
      return charge(state, turn, at);
  }
}

function expire(
  state: StoreState,
  at: Micros,
  tellsAccess: boolean,
  { reason = 'voluntarily_cancelled', until = state.period.end } = {},
): void {
  [state.ended, state.autoRenewal] = ['expired', 'off'];
  const type = state.period.kind === 'paid' ? 'subscription_expired' : 'trial_expired';
  tell(state, type, at, {
    cancellation_reason: reason,
    subscription_expires_at: toBodyDate(until),
  });
  if (tellsAccess) tellAccess(state, at, { active: false, until });
}

function charge(state: StoreState, turn: Turn, at: Micros): Micros {
  const due = state.period.end;
  const grace = turn.end === 'grace-failed' ? GRACE : 0;
  switch (turn.end) {
    case 'paid':
      buyNext(state, due, { afterBreak: false, toldAt: at });
      return at;
    case 'paid-announced-early':
    case 'paid-announced-early-then-cancelled':
      announce(state, turn.end === 'paid-announced-early-then-cancelled');
      return due;
    case 'grace-paid':
      fail(state, at, due + GRACE);
      buyNext(state, due + 5 * DAY, { afterBreak: false });
      return due;
    case 'grace-then-retry-paid':
      fail(state, at, due + GRACE);
      buyNext(state, due + 20 * DAY, { afterBreak: false });
      return due;
    case 'retry-paid':
      fail(state, at, null);
      buyNext(state, due + 5 * DAY, { afterBreak: false });
      return due;
    case 'grace-failed':
    case 'retry-failed':
      fail(state, at, grace === 0 ? null : due + grace);
      expire(state, due + RETRY, true, { reason: 'billing_error', until: due + grace });
      return due + RETRY;
  }
}

/** Apple tells of a renewal hours before it takes effect; what is cancelled then is the new period. */
function announce(state: StoreState, isRegretted: boolean): void {
  const due = state.period.end;
  const lastWord = Math.max(...state.drafts.map((draft) => draft.at));
  const knownFrom = Math.max(lastWord + MINUTE, due - 6 * HOUR);
  buyNext(state, due, { afterBreak: false, knownFrom: Math.min(knownFrom, due) });
  if (isRegretted && knownFrom < due) cancel(state, Math.floor((knownFrom + due) / 2));
}

/** A charge fails: with a grace period, access is kept until its end; without, it ends at once. */
function fail(state: StoreState, at: Micros, graceEnd: Micros | null): void {
  const until = graceEnd ?? state.period.end;
  const told = { subscription_expires_at: toBodyDate(until) };
  tell(state, 'billing_issue_detected', at, told);
  if (graceEnd !== null) tell(state, 'entered_grace_period', at, told);
  tellAccess(state, at, {
    active: graceEnd !== null,
    inGrace: graceEnd !== null,
    until,
    willRenew: true,
  });
}

/** After an end: perhaps a refund, perhaps a return. False where the line stays over. */
function afterwards(state: StoreState, turn: Turn, overAt: Micros): boolean {
  const { period, ended } = state;
  if (turn.refundAfterDays !== null && ended === 'expired' && period.kind === 'paid') {
    refund(state, period, overAt + turn.refundAfterDays * DAY);
    state.ended = 'refunded';
  }
  if (turn.backAfterDays === null) return false;
  buyNext(state, overAt + turn.backAfterDays * DAY, { afterBreak: true });
  return true;
}
