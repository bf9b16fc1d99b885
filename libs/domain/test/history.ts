import { createHash } from 'node:crypto';
import type { WebhookBody } from '@subledger/flows';
import { DAY, type Micros, toBodyDate } from './micros.js';
import type { Plan } from './plan.js';
import { play } from './store.js';
import type { Draft } from './store-state.js';

/** An event of a history: its body, and from when on it can be known. */
export interface Told {
  readonly draft: Draft;
  readonly body: WebhookBody;
}

/** A complete history: everything that happened until `until`, in true business order. */
export interface History {
  readonly plan: Plan;
  readonly told: readonly Told[];
  readonly until: Micros;
}

export const PROFILES = [
  '3f1d2c4b-0a59-4e7d-8c61-5b2a9d0e7f10',
  '8e6a7b5c-1d2f-4a3b-9c4d-6e5f7a8b9c20',
] as const;

const CUSTOMERS = ['user-a', 'user-b'] as const;

/** Plays every line of the plan, and stops before an end that is not told any more. */
export function historyOf(plan: Plan): History {
  const lines = plan.lines.map((_, place) => play(plan, place));
  const drafts = lines.flatMap((line) => line.drafts).sort((a, b) => a.at - b.at);
  const last = Math.max(...drafts.map((draft) => draft.at));
  const until = Math.min(last + 90 * DAY, ...lines.map((line) => line.completeUntil));
  const kept = drafts.filter((draft) => draft.knownFrom <= until);
  const totals = runningTotals(kept);
  return {
    plan,
    until,
    told: kept.map((draft, place) => ({
      draft,
      body: bodyOf(plan, draft, place, totals.get(draft)),
    })),
  };
}

/** Cents of each event's profile, its own and all before it; a charge that is announced counts when it is due. */
function runningTotals(drafts: readonly Draft[]): Map<Draft, number> {
  const cents = new Map<number, number>();
  const totals = new Map<Draft, number>();
  for (const draft of drafts) {
    const { moved } = draft;
    if (moved) cents.set(moved.profile, (cents.get(moved.profile) ?? 0) + moved.cents);
    totals.set(draft, cents.get(draft.profile) ?? 0);
  }
  return totals;
}

function bodyOf(plan: Plan, draft: Draft, place: number, totalCents = 0): WebhookBody {
  const at = toBodyDate(draft.at);
  const sharing = draft.sharing.map((profile) => ({
    profile_id: PROFILES[profile],
    customer_user_id: CUSTOMERS[profile],
  }));
  return {
    profile_id: PROFILES[draft.profile],
    customer_user_id: CUSTOMERS[draft.profile],
    event_type: draft.type,
    event_datetime: at,
    event_api_version: 1,
    profiles_sharing_access_level: sharing.length === 0 ? null : sharing,
    event_properties: {
      profile_event_id: uuid(plan.salt, place),
      profile_id: PROFILES[draft.profile],
      event_datetime: at,
      environment: 'Production',
      store: draft.store,
      currency: 'USD',
      ...draft.properties,
      ...(plan.totals ? { profile_total_revenue_usd: totalCents / 100 } : {}),
    },
  };
}

function uuid(salt: number, place: number): string {
  const hex = createHash('sha256').update(`${salt}/${place}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
