import fc from 'fast-check';

/**
 * A lifecycle as a short list of wishes. The store (store.ts) grants each wish that is legal when its turn
 * comes and passes over the others: so every plan is a legal history, and a shorter plan is one, too.
 */
export interface Plan {
  readonly lines: readonly Line[];
  /** Whether the sender has access updates switched on. */
  readonly accessUpdates: boolean;
  /** Whether events carry `profile_total_revenue_usd`. */
  readonly totals: boolean;
  /** Whether access updates carry `purchase_date` and `starts_at`; the documented flows' updates do not. */
  readonly datedUpdates: boolean;
  /** Whether every event of a shared level lists the other profiles only, or each profile gets its own. */
  readonly sharing: 'listed' | 'each';
  /** Makes event ids, which settle ties. */
  readonly salt: number;
}

/** One customer's dealings with one store: the chains that follow from one first purchase. */
export interface Line {
  readonly store: 'app_store' | 'play_store' | 'stripe';
  readonly profile: 0 | 1;
  readonly level: 'premium' | 'archive';
  readonly startsAfterHours: number;
  readonly trial: boolean;
  readonly turns: readonly Turn[];
}

/** One period: what happens during it, how it ends, and whether the customer comes back afterwards. */
export interface Turn {
  readonly during: readonly Wish[];
  readonly end: End;
  /** Seconds between the period's end and the store's word on it. */
  readonly lagS: number;
  /** After an end: a refund comes this many days later. */
  readonly refundAfterDays: number | null;
  /** After an end: bought again this many days later. */
  readonly backAfterDays: number | null;
}

const WISHES = [
  'cancel',
  'reactivate',
  'pause',
  'defer',
  'transfer',
  'share',
  'refund',
  'refund-older',
  'upgrade',
  'upgrade-in-chain',
  'downgrade',
  'switch-product',
  'cancel-at-once',
  'buy-coins',
  'buy-lifetime',
  'refund-purchase',
  'timer',
] as const;

export interface Wish {
  readonly wish: (typeof WISHES)[number];
  /** Where in the period, in hundredths. */
  readonly at: number;
}

const ENDS = [
  'paid',
  'paid-announced-early',
  'paid-announced-early-then-cancelled',
  'grace-paid',
  'grace-then-retry-paid',
  'grace-failed',
  'retry-paid',
  'retry-failed',
] as const;

export type End = (typeof ENDS)[number];

const wish: fc.Arbitrary<Wish> = fc.record({
  wish: fc.constantFrom(...WISHES),
  at: fc.integer({ min: 1, max: 98 }),
});

const turn: fc.Arbitrary<Turn> = fc.record({
  during: fc.array(wish, { maxLength: 3 }),
  end: fc.constantFrom(...ENDS),
  lagS: fc.constantFrom(0, 0, 0, 1, 300),
  refundAfterDays: fc.constantFrom(null, null, null, 2),
  backAfterDays: fc.constantFrom(null, 10, 45),
});

const line: fc.Arbitrary<Line> = fc.record({
  store: fc.constantFrom('app_store', 'play_store', 'stripe'),
  profile: fc.constantFrom(0, 1),
  level: fc.constantFrom('premium', 'premium', 'archive'),
  startsAfterHours: fc.integer({ min: 0, max: 200 }),
  trial: fc.boolean(),
  turns: fc.array(turn, { minLength: 1, maxLength: 4 }),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
  lines: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(line) },
    { weight: 1, arbitrary: fc.tuple(line, line) },
  ),
  accessUpdates: fc.boolean(),
  totals: fc.boolean(),
  datedUpdates: fc.boolean(),
  sharing: fc.constantFrom('listed', 'each'),
  salt: fc.nat(),
});
