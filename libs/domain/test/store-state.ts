import type { Micros } from './micros.js';
import type { Line, Plan } from './plan.js';

/** One period as the store knows it. */
export interface StorePeriod {
  readonly transactionId: string;
  readonly kind: 'trial' | 'paid';
  readonly product: Product;
  readonly start: Micros;
  end: Micros;
  /** Whose purchase it was: whose revenue it is, and whose the refund. */
  readonly buyer: number;
  readonly payments: number;
  refunded: boolean;
}

export interface StoreChain {
  readonly originalTransactionId: string;
  readonly periods: StorePeriod[];
}

export interface OneTime {
  readonly transactionId: string;
  readonly product: Product;
  readonly buyer: number;
  readonly at: Micros;
  readonly lifetime: boolean;
}

/** Where one line of dealings stands. The store changes it in place, as stores do. */
export interface StoreState {
  readonly plan: Plan;
  readonly line: Line;
  readonly place: number;
  readonly drafts: Draft[];
  chain: StoreChain;
  period: StorePeriod;
  nextProduct: Product;
  holder: number;
  sharer: number | null;
  autoRenewal: 'on' | 'off' | 'pausing' | 'downgrading';
  /** Null while a period runs or is being paid for. */
  ended: 'expired' | 'refunded' | 'paused' | null;
  oneTime: OneTime | null;
  transactions: number;
}

export interface Product {
  readonly id: string;
  readonly cents: number;
}

export const BASIC: Product = { id: 'pro.monthly', cents: 999 };
export const PLUS: Product = { id: 'pro.plus.monthly', cents: 1499 };
export const COINS: Product = { id: 'coins.100', cents: 499 };
export const LIFETIME: Product = { id: 'pro.lifetime', cents: 9999 };

/** An event as the store tells it to Adapty, before it has a body. */
export interface Draft {
  readonly type: string;
  /** Business time. */
  readonly at: Micros;
  /** Known from then on; later than `at` is impossible, earlier is an announcement. */
  readonly knownFrom: Micros;
  readonly profile: number;
  readonly sharing: readonly number[];
  readonly store: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Cents that moved, and in whose favour. */
  readonly moved?: { readonly profile: number; readonly cents: number };
}
