import { DAY, type Micros } from './micros.js';
import type { Product, StorePeriod, StoreState } from './store-state.js';
import { money, tell, tellAccess } from './tell.js';

const TRIAL: Micros = 7 * DAY;
const MONTH: Micros = 30 * DAY;

interface Purchase {
  readonly product: Product;
  readonly payments: number;
  readonly kind?: 'trial' | 'paid';
  /** Business time, where it is not the purchase's own moment. */
  readonly toldAt?: Micros;
  readonly knownFrom?: Micros;
}

/** A period is bought: told of, with the money that moves and the access that it gives. */
export function buy(state: StoreState, type: string, start: Micros, purchase: Purchase): void {
  const { product, payments, kind = 'paid', toldAt = start, knownFrom = toldAt } = purchase;
  const period: StorePeriod = {
    transactionId: nextTransaction(state),
    kind,
    product,
    start,
    end: start + (kind === 'trial' ? TRIAL : MONTH),
    buyer: state.holder,
    payments,
    refunded: false,
  };
  state.chain.periods.push(period);
  Object.assign(state, { period, nextProduct: product, autoRenewal: 'on', ended: null });
  const paid = kind === 'paid';
  tell(
    state,
    type,
    toldAt,
    { consecutive_payments: payments, ...(paid ? money(product.cents) : { price_usd: null }) },
    { knownFrom, ...(paid ? { cents: product.cents } : {}) },
  );
  tellAccess(state, toldAt, { knownFrom });
}

/** The next period of the chain: a conversion after trials only, else a renewal. */
export function buyNext(
  state: StoreState,
  start: Micros,
  rest: { readonly afterBreak: boolean; readonly toldAt?: Micros; readonly knownFrom?: Micros },
): void {
  const isFirstPaid = state.chain.periods.every((period) => period.kind === 'trial');
  const payments = rest.afterBreak || isFirstPaid ? 1 : state.period.payments + 1;
  const type = isFirstPaid ? 'trial_converted' : 'subscription_renewed';
  buy(state, type, start, { ...rest, product: state.nextProduct, payments });
}

/** What is bought next begins a chain of its own. */
export function newChain(state: StoreState): void {
  state.transactions += 1;
  const number = `${state.place + 1}0000000${state.transactions}`;
  const isGoogle = state.line.store === 'play_store';
  state.chain = { originalTransactionId: isGoogle ? `GPA.${number}` : number, periods: [] };
}

/** The first transaction of a chain is its own original; Google numbers the others behind two dots. */
function nextTransaction(state: StoreState): string {
  const { originalTransactionId, periods } = state.chain;
  if (periods.length === 0) return originalTransactionId;
  if (state.line.store === 'play_store')
    return `${originalTransactionId}..${String(periods.length - 1)}`;
  state.transactions += 1;
  return `${state.place + 1}0000000${state.transactions}`;
}
