import type { WebhookBody } from '@subledger/flows';

/**
 * What should hold, computed the naive way: replay the whole history in true business order into one mutable
 * object, then look at the clock. It shares no code with the domain, knows nothing of late or doubled
 * deliveries, and is right only for complete histories in order, which is why it makes an oracle.
 */
export interface OracleAnswer {
  readonly subscriptions: ReadonlyMap<string, OracleSubscription>;
  /** Access levels by profile id: those that are held. */
  readonly access: ReadonlyMap<string, ReadonlySet<string>>;
  /** Cents by profile id. */
  readonly revenue: ReadonlyMap<string, number>;
  readonly purchases: ReadonlyMap<string, 'owned' | 'refunded'>;
}

export interface OracleSubscription {
  readonly status: string;
  readonly autoRenew: string;
  readonly basis: 'event' | 'clock';
  readonly productId: string;
  readonly endsAt: string;
  readonly endReason: string | undefined;
}

interface OraclePeriod {
  readonly transactionId: string;
  readonly isTrial: boolean;
  readonly productId: string;
  readonly start: string;
  end: string;
  refundReason?: string;
  expiryReason?: string;
  issue?: { graceEnd?: string };
  isPausePlanned?: boolean;
}

interface OracleChain {
  readonly periods: OraclePeriod[];
  readonly holders: Set<string>;
  autoRenew: string;
  hasAccessUpdates: boolean;
}

/** By profile, level, chain and product: until when access lasts. Null: for ever. */
type Grants = Map<
  string,
  { profile: string; level: string; active: boolean; until: string | null }
>;

interface Memory {
  readonly chains: Map<string, OracleChain>;
  readonly grants: Grants;
  readonly charges: Map<string, { profile: string; cents: number }>;
  readonly revenue: Map<string, number>;
  readonly purchases: Map<string, 'owned' | 'refunded'>;
}

/** @param heard the bodies known at `at`, in true order. @param at as an instant's text. */
export function oracleAt(heard: readonly WebhookBody[], at: string): OracleAnswer {
  const memory: Memory = {
    chains: new Map(),
    grants: new Map(),
    charges: new Map(),
    revenue: new Map(),
    purchases: new Map(),
  };
  for (const body of heard) {
    hear(memory, body);
    hearMoney(memory, body, at);
  }
  const chains = [...memory.chains].filter(([, chain]) => chain.periods.length > 0);
  return {
    subscriptions: new Map(chains.map(([id, chain]) => [id, subscriptionOf(chain, at)])),
    access: accessAt(memory, at),
    revenue: memory.revenue,
    purchases: memory.purchases,
  };
}

// ---------------------------------------------------------------------------------------------
// Hearing: one body after the other changes what is known
// ---------------------------------------------------------------------------------------------

const date = (value: unknown): string => String(value).replace('+0000', 'Z');
const inner = (body: WebhookBody): WebhookBody => body.event_properties as WebhookBody;

function hear({ chains, grants, purchases }: Memory, body: WebhookBody): void {
  const said = inner(body);
  const id = String(said.original_transaction_id);
  const type = String(body.event_type);
  if (type === 'non_subscription_purchase') purchases.set(id, 'owned');
  if (type === 'non_subscription_purchase_refunded') purchases.set(id, 'refunded');
  const chain: OracleChain = chains.get(id) ?? {
    periods: [],
    holders: new Set(),
    autoRenew: '',
    hasAccessUpdates: false,
  };
  chains.set(id, chain);
  chain.holders.add(String(body.profile_id));
  if (type === 'access_level_updated') hearAccess(chain, grants, body);
  else hearSubscription(chain, type, said);
}

function hearSubscription(chain: OracleChain, type: string, said: WebhookBody): void {
  const period = chain.periods.find((one) => one.transactionId === said.transaction_id);
  switch (type) {
    case 'subscription_started':
    case 'subscription_renewed':
    case 'trial_started':
    case 'trial_converted':
      chain.periods.push({
        transactionId: String(said.transaction_id),
        isTrial: type === 'trial_started',
        productId: String(said.vendor_product_id),
        start: date(said.purchase_date),
        end: date(said.subscription_expires_at),
      });
      chain.autoRenew = 'will_renew';
      break;
    case 'subscription_renewal_cancelled':
    case 'trial_renewal_cancelled':
      chain.autoRenew = 'will_not_renew';
      break;
    case 'subscription_renewal_reactivated':
    case 'trial_renewal_reactivated':
      chain.autoRenew = 'will_renew';
      break;
    case 'subscription_paused':
      chain.autoRenew = 'will_pause';
      if (period) period.isPausePlanned = true;
      break;
    case 'subscription_deferred':
      if (period) period.end = date(said.subscription_expires_at);
      break;
    case 'subscription_expired':
    case 'trial_expired':
      chain.autoRenew = 'will_not_renew';
      if (period) period.expiryReason = String(said.cancellation_reason);
      break;
    case 'subscription_refunded':
      if (period) period.refundReason = String(said.cancellation_reason);
      if (period === chain.periods.at(-1)) chain.autoRenew = 'will_not_renew';
      break;
    case 'billing_issue_detected':
      if (period) period.issue = {};
      break;
    case 'entered_grace_period':
      if (period) period.issue = { graceEnd: date(said.subscription_expires_at) };
      break;
  }
}

function hearAccess(chain: OracleChain, grants: Grants, body: WebhookBody): void {
  const said = inner(body);
  const active = said.is_active === true;
  const others = body.profiles_sharing_access_level as readonly WebhookBody[] | null;
  const listed = active ? (others ?? []).map((other) => String(other.profile_id)) : [];
  const level = String(said.access_level_id);
  chain.hasAccessUpdates = true;
  for (const profile of [String(body.profile_id), ...listed]) {
    const which = [profile, level, said.original_transaction_id, said.vendor_product_id];
    const until = said.is_lifetime === true ? null : date(said.expires_at);
    // A later purchase of the chain has taken over from whatever product was granted before.
    const chainOf = which.slice(0, 3).join(' ');
    for (const key of grants.keys())
      if (active && key.startsWith(`${chainOf} `)) grants.delete(key);
    grants.set(which.join(' '), { profile, level, active, until });
  }
  if (active && chain.autoRenew !== 'will_pause')
    chain.autoRenew = said.will_renew === true ? 'will_renew' : 'will_not_renew';
}

function hearMoney({ charges, revenue }: Memory, body: WebhookBody, at: string): void {
  const said = inner(body);
  const type = String(body.event_type);
  const transaction = String(said.transaction_id);
  const cents = Math.abs(Math.round(Number(said.price_usd ?? 0) * 100));
  // Money that was announced for later has not moved yet.
  if (date(body.event_datetime) > at) return;
  if (type.endsWith('_refunded')) {
    const charge = charges.get(transaction);
    const profile = charge?.profile ?? String(body.profile_id);
    const off = said.price_usd === null ? (charge?.cents ?? 0) : cents;
    revenue.set(profile, (revenue.get(profile) ?? 0) - off);
  } else if (cents > 0 && type !== 'trial_started') {
    const profile = String(body.profile_id);
    charges.set(transaction, { profile, cents });
    revenue.set(profile, (revenue.get(profile) ?? 0) + cents);
  }
}

// ---------------------------------------------------------------------------------------------
// Telling: what is known, against the clock
// ---------------------------------------------------------------------------------------------

function subscriptionOf(chain: OracleChain, at: string): OracleSubscription {
  const period = chain.periods.findLast((one) => one.start <= at) ?? chain.periods[0];
  if (period === undefined) throw new Error('A chain without a period has no answer.');
  const { status, basis } = statusOf(period, at);
  return {
    status,
    basis,
    autoRenew: chain.autoRenew,
    productId: period.productId,
    endsAt: period.end,
    endReason: status === 'revoked' ? period.refundReason : period.expiryReason,
  };
}

function statusOf(period: OraclePeriod, at: string): Pick<OracleSubscription, 'status' | 'basis'> {
  const { expiryReason, refundReason, issue } = period;
  if (refundReason !== undefined) return { status: 'revoked', basis: 'event' };
  if (expiryReason !== undefined) return { status: 'expired', basis: 'event' };
  if (at < period.end) return { status: period.isTrial ? 'trialing' : 'active', basis: 'event' };
  if (issue?.graceEnd !== undefined && at < issue.graceEnd)
    return { status: 'in_grace_period', basis: 'event' };
  if (issue !== undefined) return { status: 'in_billing_retry', basis: 'event' };
  if (period.isPausePlanned) return { status: 'paused', basis: 'event' };
  return { status: 'expired', basis: 'clock' };
}

function accessAt({ chains, grants }: Memory, at: string): Map<string, Set<string>> {
  const held = new Map<string, Set<string>>();
  const give = (profile: string, level: string): void => {
    held.set(profile, (held.get(profile) ?? new Set()).add(level));
  };
  for (const { profile, level, active, until } of grants.values())
    if (active && (until === null || at < until)) give(profile, level);
  for (const chain of chains.values()) {
    if (chain.hasAccessUpdates || chain.periods.length === 0) continue;
    const { status } = subscriptionOf(chain, at);
    if (!['trialing', 'active', 'in_grace_period'].includes(status)) continue;
    for (const profile of chain.holders) give(profile, 'premium');
  }
  return held;
}
