import fc from 'fast-check';
import type { Finding } from '../src/findings/finding.js';
import type { Fact } from '../src/fact.js';
import { deliver, momentsAround, ON_TIME } from './deliveries.js';
import { type History, historyOf, PROFILES, type Told } from './history.js';
import { inPlainWords } from './in-plain-words.js';
import { fromInstant, HOUR, toInstant } from './micros.js';
import { type Line, plans, type Turn, type Wish } from './plan.js';
import { answerFor, type Shown, shownByDomain } from './shown.js';

/** A complete history, and which of its events never arrive. */
export interface Loss {
  readonly history: History;
  readonly lost: readonly Told[];
  readonly kept: readonly Told[];
  readonly toString: () => string;
}

export const losses = (most: number): fc.Arbitrary<Loss> =>
  fc
    .tuple(plans, fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: most }))
    .map(([plan, places]) => {
      const history = historyOf(plan);
      const lostPlaces = new Set(places.map((place) => place % history.told.length));
      const lost = history.told.filter((_, place) => lostPlaces.has(place));
      const kept = history.told.filter((_, place) => !lostPlaces.has(place));
      const list = lost.map(({ draft }) => `${draft.type} of ${toInstant(draft.at)}`).join(', ');
      return { history, lost, kept, toString: () => `${inPlainWords(history)}\nlost: ${list}` };
    });

/** Losses that come too seldom at random to be relied on. */
export const rareLosses = (): Loss[] => [
  lossOf(typed('subscription_paused'), 'play_store', ['pause', 'share']),
  lossOf(typed('subscription_deferred'), 'play_store', ['defer', 'cancel']),
  lossOf(typed('subscription_expired'), 'stripe', ['cancel', 'cancel-at-once']),
  lossOf(typed('subscription_renewal_reactivated'), 'stripe', ['cancel', 'reactivate']),
  lossOf(typed('subscription_renewal_reactivated'), 'play_store', [
    'cancel',
    'reactivate',
    'pause',
  ]),
  lossOf(({ draft }) => draft.properties.is_refund === true, 'app_store', ['cancel', 'refund']),
];

/** A loss that comes as seldom, of which a timer is the only evidence: after a pause payments count from one. */
export function lossShownByTimer(): Loss {
  const still = { during: [], end: 'paid', lagS: 0, refundAfterDays: null } as const;
  const history = historyOf({
    lines: [
      {
        ...{ profile: 0, level: 'premium', startsAfterHours: 0, trial: false },
        store: 'play_store',
        turns: [
          { ...still, during: [{ wish: 'pause', at: 1 }], backAfterDays: 45 },
          { ...still, during: [{ wish: 'timer', at: 1 }], backAfterDays: null },
        ],
      },
    ],
    accessUpdates: false,
    ...{ totals: false, datedUpdates: false, sharing: 'listed', salt: 0 },
  });
  const resumed = history.told.find(typed('subscription_renewed'));
  return without(history, (told) => told === resumed);
}

/** One of which time changes the evidence: a renewal that was announced begins while access updates still disagree. */
export function lossWithTwoEvidences(): Loss {
  const history = renewed(['paid', 'paid-announced-early']);
  const lost = history.told.filter(typed('access_level_updated')).slice(1);
  return without(history, (told) => lost.includes(told));
}

/** Of all that came before the first renewal only the access update is there, and it does not say when it was bought. */
export const lossOfStart = (): Loss =>
  without(renewed(['paid', 'paid']), typed('subscription_started'));

/** A subscription with undated access updates whose periods end so. */
const renewed = (ends: readonly Turn['end'][]): History =>
  historyOf({
    lines: [
      {
        ...{ profile: 0, level: 'premium', startsAfterHours: 0, trial: false, store: 'app_store' },
        turns: ends.map((end) => ({
          ...{ during: [], end, lagS: 0, refundAfterDays: null, backAfterDays: null },
        })),
      },
    ],
    accessUpdates: true,
    ...{ totals: false, datedUpdates: false, sharing: 'listed', salt: 0 },
  });

const typed =
  (type: string) =>
  ({ draft }: Told): boolean =>
    draft.type === type;

/** The last day of a month without a grace period, and something in it that is lost. */
function lossOf(
  isLost: (told: Told) => boolean,
  store: Line['store'],
  wishes: readonly Wish['wish'][],
): Loss {
  const turn: Turn = {
    during: wishes.map((wish) => ({ wish, at: 98 })),
    ...{ end: 'retry-failed', lagS: 0, refundAfterDays: null, backAfterDays: null },
  };
  const place = { profile: 0, level: 'premium', startsAfterHours: 0, trial: false } as const;
  const history = historyOf({
    lines: [{ ...place, store, turns: [turn] }],
    accessUpdates: wishes.some((wish) => wish === 'share' || wish === 'refund'),
    ...{ totals: false, datedUpdates: false, sharing: 'listed', salt: 0 },
  });
  return without(history, isLost);
}

function without(history: History, isLost: (told: Told) => boolean): Loss {
  const lost = history.told.filter(isLost);
  const kept = history.told.filter((told) => !isLost(told));
  return { history, lost, kept, toString: () => inPlainWords(history) };
}

export const factsFrom = (told: readonly Told[]): Fact[] =>
  deliver(
    told.map(({ body, draft }) => ({ body, knownFrom: draft.knownFrom })),
    ON_TIME,
  );

/** All that is found at the end, else at any moment before it, a day and an hour after each change. */
export function everFound(facts: readonly Fact[], history: History): readonly Finding[] {
  const until = toInstant(history.until);
  const atTheEnd = findingsAt(facts, until);
  if (atTheEnd.length > 0) return atTheEnd;
  const moments = momentsAround(facts).map((at) => toInstant(fromInstant(at) + 25 * HOUR));
  return moments
    .filter((at, place) => at < until && place % 3 === 1)
    .flatMap((at) => findingsAt(facts, at));
}

const findingsAt = (facts: readonly Fact[], at: ReturnType<typeof toInstant>): Finding[] =>
  PROFILES.flatMap((profile) => answerFor(facts, [profile], at).findings);

/** Whether nobody could be told anything wrong: who may use what, what renews, what was paid. */
export function isHarmless(loss: Loss): boolean {
  const [reduced, full] = [factsFrom(loss.kept), factsFrom(loss.history.told)];
  return momentsAround(full)
    .filter((at) => fromInstant(at) <= loss.history.until)
    .every((at) => essence(shownByDomain(reduced, at)) === essence(shownByDomain(full, at)));
}

/** That a period ended by an event or by the clock, and for what reason, is no wrong answer. */
const essence = ({ subscriptions, access, revenueUsd, purchases }: Shown): string =>
  JSON.stringify([
    Object.entries(subscriptions).map(([id, { status, autoRenew, productId }]) => [
      ...[id, status, autoRenew, productId],
    ]),
    ...[access, revenueUsd, purchases],
  ]);
