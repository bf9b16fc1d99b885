import { DAY, type Micros, toBodyDate } from './micros.js';
import type { Wish } from './plan.js';
import { BASIC, COINS, LIFETIME, PLUS, type StorePeriod, type StoreState } from './store-state.js';
import { money, tell, tellAccess, tellAccessOf, tellOneTime } from './tell.js';
import { buy, newChain } from './store-purchases.js';

const isRunning = (state: StoreState): boolean => state.ended === null;
const isPaid = (state: StoreState): boolean => state.period.kind === 'paid';
const renewalNews = (state: StoreState, news: 'cancelled' | 'reactivated'): string =>
  `${isPaid(state) ? 'subscription' : 'trial'}_renewal_${news}`;

/** Grants a wish where it is legal now; false where it is not. */
export function grant(state: StoreState, { wish }: Wish, at: Micros): boolean {
  switch (wish) {
    case 'cancel':
      if (!isRunning(state) || state.autoRenewal !== 'on') return false;
      cancel(state, at);
      return true;
    case 'reactivate':
      if (!isRunning(state) || state.autoRenewal !== 'off') return false;
      state.autoRenewal = 'on';
      tell(state, renewalNews(state, 'reactivated'), at);
      tellAccess(state, at);
      return true;
    case 'pause':
      if (!isRunning(state) || !isPaid(state) || state.autoRenewal !== 'on') return false;
      if (state.line.store !== 'play_store') return false;
      state.autoRenewal = 'pausing';
      tell(state, 'subscription_paused', at);
      return true;
    case 'defer':
      if (!isRunning(state) || !isPaid(state) || state.autoRenewal !== 'on') return false;
      if (state.line.store !== 'play_store') return false;
      state.period.end += 14 * DAY;
      tell(state, 'subscription_deferred', at);
      tellAccess(state, at);
      return true;
    case 'transfer':
      if (!isRunning(state) || state.sharer !== null || !state.plan.accessUpdates) return false;
      transfer(state, at);
      return true;
    case 'share':
      if (!isRunning(state) || state.sharer !== null || !state.plan.accessUpdates) return false;
      state.sharer = 1 - state.holder;
      tellAccessOf(state, state.plan.sharing === 'each' ? state.sharer : state.holder, at, {});
      return true;
    case 'refund':
      if (!isRunning(state) || !isPaid(state)) return false;
      refund(state, state.period, at);
      tellAccess(state, at, { active: false, until: at, refund: true });
      [state.ended, state.autoRenewal] = ['refunded', 'off'];
      return true;
    case 'refund-older':
      return refundOlder(state, at);
    case 'upgrade':
    case 'upgrade-in-chain':
      if (!isRunning(state) || !isPaid(state) || state.autoRenewal === 'downgrading') return false;
      upgrade(state, at, wish === 'upgrade');
      return true;
    case 'downgrade':
      if (!isRunning(state) || !isPaid(state) || state.autoRenewal !== 'on') return false;
      state.autoRenewal = 'downgrading';
      state.nextProduct = state.period.product === BASIC ? PLUS : BASIC;
      tellAccess(state, at);
      return true;
    case 'switch-product':
      if (!isRunning(state)) return false;
      state.nextProduct = state.nextProduct === BASIC ? PLUS : BASIC;
      return true;
    case 'cancel-at-once':
      if (!isRunning(state) || !isPaid(state) || state.line.store !== 'stripe') return false;
      cancelAtOnce(state, at);
      return true;
    case 'buy-coins':
    case 'buy-lifetime':
      return buyOneTime(state, at, wish === 'buy-lifetime');
    case 'refund-purchase':
      if (state.oneTime === null) return false;
      tellOneTime(state, state.oneTime, at, true);
      state.oneTime = null;
      return true;
    case 'timer':
      if (!isRunning(state)) return false;
      tell(state, isPaid(state) ? 'subscription_active' : 'trial_active', at);
      return true;
  }
}

/** Auto-renewal off: of the running period, or of the one that was announced already. */
export function cancel(state: StoreState, at: Micros): void {
  state.autoRenewal = 'off';
  tell(state, renewalNews(state, 'cancelled'), at, {
    cancellation_reason: 'voluntarily_cancelled',
  });
  tellAccess(state, at);
}

function transfer(state: StoreState, at: Micros): void {
  tellAccessOf(state, state.holder, at, { active: false, until: at });
  state.holder = 1 - state.holder;
  tellAccessOf(state, state.holder, at, {});
}

/** Senders write a refund's amount with either sign, or not at all. */
export function refund(
  state: StoreState,
  period: StorePeriod,
  at: Micros,
  reason = 'refund',
  cents = period.product.cents,
): void {
  const signs = [money(cents), money(cents, -1), { price_usd: null }];
  const isPartial = cents !== period.product.cents;
  period.refunded = true;
  const more = {
    subscription_expires_at: toBodyDate(at),
    cancellation_reason: reason,
    ...(isPartial ? money(cents) : signs[state.plan.salt % 3]),
  };
  tell(state, 'subscription_refunded', at, more, { period, cents: -cents });
}

function refundOlder(state: StoreState, at: Micros): boolean {
  const older = state.chain.periods.findLast(
    (one) => one !== state.period && one.kind === 'paid' && !one.refunded,
  );
  if (!isRunning(state) || older === undefined) return false;
  refund(state, older, at);
  return true;
}

function upgrade(state: StoreState, at: Micros, toNewChain: boolean): void {
  const from = state.period;
  tellAccess(state, at, { active: false, until: at });
  refund(state, from, at, 'upgraded', Math.floor(from.product.cents * 0.7));
  const product = from.product === BASIC ? PLUS : BASIC;
  if (toNewChain) newChain(state);
  buy(state, 'subscription_started', at, { product, payments: 1 });
}

function cancelAtOnce(state: StoreState, at: Micros): void {
  const now = {
    subscription_expires_at: toBodyDate(at),
    cancellation_reason: 'voluntarily_cancelled',
  };
  if (state.autoRenewal === 'on') tell(state, 'subscription_renewal_cancelled', at, now);
  [state.ended, state.autoRenewal] = ['expired', 'off'];
  state.period.end = at;
  tell(state, 'subscription_expired', at, now);
  tellAccess(state, at, { active: false, until: at });
}

function buyOneTime(state: StoreState, at: Micros, lifetime: boolean): boolean {
  if (state.oneTime !== null) return false;
  state.transactions += 1;
  state.oneTime = {
    transactionId: `9${state.place}000${state.transactions}`,
    product: lifetime ? LIFETIME : COINS,
    buyer: state.holder,
    at,
    lifetime,
  };
  tellOneTime(state, state.oneTime, at, false);
  return true;
}
