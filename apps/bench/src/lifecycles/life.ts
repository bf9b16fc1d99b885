import type { EventType } from '@subledger/domain';
import { DAY_MS, HOUR_MS, MINUTE_MS, ONE_TIME_PRODUCT, priceOf } from './catalogue.js';
import { type Customer, drawCustomer } from './customer.js';
import { between, choose, type Random, randomOf } from './draw.js';

/** A trial, a paid period, or a one-time purchase, which has no end. */
export interface Period {
  readonly kind: 'trial' | 'paid' | 'one-time';
  /** The place of its transaction among the customer's; 0 is the original one. */
  readonly place: number;
  /** Paid periods without a break, including this one. */
  readonly payments: number;
  readonly startsMs: number;
  readonly endsMs: number;
}

/** One event of a lifecycle, before it becomes a body. */
export interface Happening {
  readonly atMs: number;
  readonly type: EventType;
  readonly period: Period;
  readonly profile: 0 | 1;
  /** The profile's money so far, as the sender adds it up. */
  readonly totalUsd: number;
  readonly hasAccess: boolean;
  readonly willRenew: boolean;
  /** The end of the access, or of a grace period. */
  readonly untilMs: number | null;
  readonly isInGracePeriod: boolean;
  readonly reason: string | null;
}

export interface Life {
  readonly customer: Customer;
  /** In the order of their times. */
  readonly happenings: readonly Happening[];
}

/** A lifecycle has to end somewhere: this many periods are enough. */
const MOST_PERIODS = 24;
const GRACE_MS = 6 * DAY_MS;

/** The whole lifecycle of one customer: the same for the same arguments. */
export function lifeOf(seed: number, number: number, startsMs: number): Life {
  const random = randomOf(seed, number);
  const customer = drawCustomer(seed, number, random);
  const teller = new Teller(customer, random);
  teller.subscribe(startsMs + between(random, 0, HOUR_MS));
  if (random() < 0.1) teller.buyOnce(startsMs + between(random, DAY_MS, 90 * DAY_MS));
  // The sort is stable: simultaneous events stay in the order in which they were generated.
  const inOrder = teller.told.sort((a, b) => a.atMs - b.atMs);
  return { customer, happenings: withTotals(inOrder, customer) };
}

type Told = Omit<Happening, 'totalUsd'>;
type More = Partial<Omit<Told, 'atMs' | 'type' | 'period' | 'profile'>>;

/** What an event of a type adds to its profile's money, as a multiple of the price. */
const EARNS: Partial<Record<EventType, number>> = {
  subscription_started: 1,
  trial_converted: 1,
  subscription_renewed: 1,
  subscription_refunded: -1,
  non_subscription_purchase: 1,
  non_subscription_purchase_refunded: -1,
};

function withTotals(told: readonly Told[], { product, country }: Customer): readonly Happening[] {
  const totals: [number, number] = [0, 0];
  return told.map((one) => {
    const { usd } = priceOf(one.period.kind === 'one-time' ? ONE_TIME_PRODUCT : product, country);
    totals[one.profile] += usd * (EARNS[one.type] ?? 0);
    return { ...one, totalUsd: totals[one.profile] };
  });
}

class Teller {
  readonly told: Told[] = [];
  readonly #customer: Customer;
  readonly #random: Random;
  #places = 0;

  constructor(customer: Customer, random: Random) {
    this.#customer = customer;
    this.#random = random;
  }

  subscribe(startsMs: number): void {
    const random = this.#random;
    let period = random() < 0.4 ? this.#trial(startsMs) : this.#begin(startsMs);
    for (let told = 0; period !== null && told < MOST_PERIODS; told += 1)
      period = this.#end(period);
  }

  buyOnce(atMs: number): void {
    const period: Period = {
      kind: 'one-time',
      place: this.#places++,
      payments: 0,
      startsMs: atMs,
      endsMs: atMs,
    };
    this.#tell('non_subscription_purchase', atMs, period);
    if (this.#random() > 0.1) return;
    const laterMs = atMs + between(this.#random, HOUR_MS, 10 * DAY_MS);
    this.#tell('non_subscription_purchase_refunded', laterMs, period, { reason: 'refund' });
  }

  #begin(startsMs: number): Period {
    const period = this.#paid(startsMs, 1);
    this.#grant('subscription_started', startsMs, period);
    return period;
  }

  /** The paid period that a trial leads to, if it does. */
  #trial(startsMs: number): Period | null {
    const endsMs = startsMs + 7 * DAY_MS;
    const trial: Period = { kind: 'trial', place: this.#places++, payments: 0, startsMs, endsMs };
    this.#grant('trial_started', startsMs, trial);
    if (this.#random() < 0.6) {
      const period = this.#paid(endsMs, 1);
      this.#grant('trial_converted', endsMs, period);
      return period;
    }
    const cancelledMs = startsMs + between(this.#random, HOUR_MS, 6 * DAY_MS);
    this.#cancel('trial_renewal_cancelled', cancelledMs, trial);
    this.#revoke('trial_expired', endsMs, trial, 'voluntarily_cancelled');
    return null;
  }

  /** How a period ends: the next one, or null if the lifecycle is over. */
  #end(period: Period): Period | null {
    const random = this.#random;
    const middleMs = period.startsMs + (period.endsMs - period.startsMs) * (0.2 + 0.6 * random());
    const canPause = this.#customer.store === 'play_store';
    switch (
      choose(random, [
        [68, 'renew'],
        [17, 'cancel'],
        [9, 'billing'],
        [3, 'refund'],
        [canPause ? 3 : 0, 'pause'],
      ] as const)
    ) {
      case 'renew':
        return this.#renew(period, period.endsMs);
      case 'cancel': {
        this.#cancel('subscription_renewal_cancelled', middleMs, period);
        if (random() < 0.2) {
          const backMs = middleMs + (period.endsMs - middleMs) * random();
          this.#grant('subscription_renewal_reactivated', backMs, period);
          return this.#renew(period, period.endsMs);
        }
        this.#revoke('subscription_expired', period.endsMs, period, 'voluntarily_cancelled');
        return null;
      }
      case 'billing':
        return this.#billingIssue(period);
      case 'refund': {
        this.#revoke('subscription_refunded', middleMs, period, 'refund');
        return null;
      }
      case 'pause': {
        this.#tell('subscription_paused', middleMs, period, { hasAccess: true });
        this.#revoke(null, period.endsMs, period, null);
        return this.#renew(period, period.endsMs + 30 * DAY_MS);
      }
    }
  }

  #billingIssue(period: Period): Period | null {
    const [atMs, untilMs] = [period.endsMs, period.endsMs + GRACE_MS];
    const more = { hasAccess: true, willRenew: true, untilMs, isInGracePeriod: true };
    this.#tell('billing_issue_detected', atMs, period, { ...more, reason: 'billing_error' });
    this.#tell('entered_grace_period', atMs + 1_000, period, more);
    this.#tell('access_level_updated', atMs + 2_000, period, more);
    if (this.#random() < 0.6)
      return this.#renew(period, atMs + between(this.#random, HOUR_MS, GRACE_MS));
    this.#revoke('subscription_expired', untilMs, period, 'billing_error');
    return null;
  }

  #renew(period: Period, atMs: number): Period {
    const next = this.#paid(atMs, period.payments + 1);
    this.#grant('subscription_renewed', atMs + between(this.#random, 0, MINUTE_MS), next);
    return next;
  }

  #paid(startsMs: number, payments: number): Period {
    const endsMs = startsMs + this.#customer.product.days * DAY_MS;
    return { kind: 'paid', place: this.#places++, payments, startsMs, endsMs };
  }

  #grant(type: EventType, atMs: number, period: Period): void {
    const more = { hasAccess: true, willRenew: true, untilMs: period.endsMs };
    this.#tell(type, atMs, period, more);
    this.#tell('access_level_updated', atMs, period, more);
  }

  #cancel(type: EventType, atMs: number, period: Period): void {
    const more = { hasAccess: true, untilMs: period.endsMs };
    this.#tell(type, atMs, period, { ...more, reason: 'voluntarily_cancelled' });
    this.#tell('access_level_updated', atMs, period, more);
  }

  /** @param type what took the access away; null if only the access update reports it. */
  #revoke(type: EventType | null, atMs: number, period: Period, reason: string | null): void {
    if (type !== null) this.#tell(type, atMs, period, { untilMs: atMs, reason });
    this.#tell('access_level_updated', atMs, period, { untilMs: atMs, reason });
  }

  #tell(type: EventType, atMs: number, period: Period, more: More = {}): void {
    const isLater = period.kind === 'paid' && period.payments > 2;
    this.told.push({
      atMs: Math.floor(atMs),
      type,
      period,
      profile: this.#customer.hasSecondProfile && isLater ? 1 : 0,
      hasAccess: false,
      willRenew: false,
      untilMs: null,
      isInGracePeriod: false,
      reason: null,
      ...more,
    });
  }
}
