import type { Loss } from './losses.js';
import type { Told } from './history.js';
import { DAY, HOUR, toBodyDate } from './micros.js';

/**
 * Losses that no evidence can show, because what is left is exactly what another legal history would have
 * sent. Each entry names that other history. Whatever is lost, not found, not harmless and not in here is a
 * finding that the ledger owes.
 */
export const UNOBSERVABLE: Readonly<Record<string, (lost: Told, loss: Loss) => boolean>> = {
  /** It may still be on its way. */
  'an event that is not a day old': (lost, { history }) =>
    lost.draft.at > history.until - 25 * HOUR,

  /** It was never bought: no other event names the transaction, and no total counts it. */
  'a purchase that nothing mentions again': (lost, { kept, history }) =>
    isPurchase(lost) &&
    !history.plan.totals &&
    kept.every((other) => of(other, 'transaction_id') !== of(lost, 'transaction_id')),

  /** No total came afterwards, or a refund makes up for it: nothing says whether totals count refunds. */
  'a purchase that no total tells from another history': (lost, { kept, history }) =>
    isPurchase(lost) &&
    history.plan.totals &&
    (kept.some(({ draft }) => draft.moved !== undefined && draft.moved.cents < 0) ||
      !kept.some(
        ({ draft }) => draft.profile === lost.draft.moved?.profile && draft.at > lost.draft.at,
      )),

  /**
   * Nobody asked for the money back. Where totals are told, prices can agree by chance: it is documented
   * neither whether a total counts refunds, nor whether it counts its own event's money.
   */
  'a refund of a period that had expired or that nothing overlaps': (lost, loss) =>
    lost.draft.type.endsWith('_refunded') &&
    (hasExpired(lost, loss) || !isBoughtAgainEarly(lost, loss)),

  /** The product was changed for the next renewal, of which only an access update would have told. */
  'a cancellation where access updates are off': (lost, { history }) =>
    lost.draft.type.endsWith('_renewal_cancelled') && !history.plan.accessUpdates,

  /** The store is still trying: Apple does for sixty days, and the history is not longer than that. */
  'the outcome of a failed charge, while the store may still retry': (lost, { kept }) =>
    (isPurchase(lost) || lost.draft.type.endsWith('_expired')) &&
    kept.some(
      (other) =>
        other.draft.type === 'billing_issue_detected' &&
        inOneChain(other, lost) &&
        other.draft.at < lost.draft.at &&
        lost.draft.at <= other.draft.at + 62 * DAY,
    ),

  /**
   * It was not done: its period still runs, or a refund or an upgrade cut it short before it could show. An access update
   * that shows it has to be a day old, for so long the outcome may be on its way.
   */
  'a change of plans that has not shown yet, or never did': (lost, { kept, history }) => {
    const later = kept.filter(
      (other) => inOneChain(other, lost) && !isAccess(other) && other.draft.at >= lost.draft.at,
    );
    return (
      /_(cancelled|reactivated|paused|deferred)$/.test(lost.draft.type) &&
      (later.every((other) => other.draft.type.endsWith('_active')) ||
        later.some((other) => /_(refunded|started|expired)$/.test(other.draft.type))) &&
      !kept.some(
        (other) =>
          isAccess(other) &&
          inOneChain(other, lost) &&
          other.draft.at > lost.draft.at &&
          other.draft.at <= history.until - DAY &&
          of(other, 'is_active') === false &&
          later.length === 0,
      )
    );
  },

  /** It was not done: the pause took the place of the cancellation. No page says that what is cancelled cannot be paused. */
  'a reactivation before a pause of the same period': (lost, { kept }) =>
    lost.draft.type.endsWith('_renewal_reactivated') &&
    kept.some(
      (other) =>
        other.draft.type === 'subscription_paused' &&
        other.draft.at >= lost.draft.at &&
        of(other, 'transaction_id') === of(lost, 'transaction_id'),
    ),

  /** It was cancelled before, and nobody asked for its end ahead of time. */
  'the early expiry of a period that was cancelled before': (lost, loss) =>
    lost.draft.type === 'subscription_expired' && !isCancelledWith(lost, loss),

  /** It would have ended within a day anyway, and for so long the update may just be late. */
  'the removal of access that ends within a day': (lost, { history }) =>
    isAccess(lost) &&
    of(lost, 'is_active') === false &&
    history.told.some(
      (other) =>
        isPurchase(other) &&
        of(other, 'transaction_id') === of(lost, 'transaction_id') &&
        String(of(other, 'subscription_expires_at')) <= toBodyDate(lost.draft.at + DAY),
    ),

  /** Family Sharing sends access updates and nothing else. */
  'a chain of which only access updates are left': (lost, { kept }) =>
    isPurchase(lost) &&
    !kept.some((other) => inOneChain(other, lost) && !isAccess(other)) &&
    kept.some((other) => inOneChain(other, lost)),

  /** It was consumable, or gives no access. */
  'the lifetime access of a one-time purchase': (lost) =>
    isAccess(lost) && of(lost, 'is_lifetime') === true,

  /** The level is shared, not moved: the list of who shares it may be absent (page "Sharing paid access"). */
  'the removal of access that moved to another profile': (lost, { history }) =>
    isAccess(lost) && of(lost, 'is_active') === false && isAlone(lost, history.told),

  /** The sender switched access updates on only afterwards. */
  'an access update before all others of its chain': (lost, { kept }) =>
    isAccess(lost) &&
    !kept.some(
      (other) => isAccess(other) && inOneChain(other, lost) && other.draft.at < lost.draft.at,
    ),

  /** The other profile never signed in, and no change of product was chosen. */
  'an access update that no other event goes with': (lost, { history }) =>
    isAccess(lost) && of(lost, 'is_active') === true && isAlone(lost, history.told),
};

const isCancelledWith = (lost: Told, { kept }: Loss): boolean =>
  kept.some(
    (other) =>
      other.draft.type === 'subscription_renewal_cancelled' &&
      inOneChain(other, lost) &&
      other.draft.at === lost.draft.at,
  );

const hasExpired = (lost: Told, { kept }: Loss): boolean =>
  kept.some(
    (other) =>
      other.draft.type.endsWith('_expired') &&
      of(other, 'transaction_id') === of(lost, 'transaction_id'),
  );

function isBoughtAgainEarly(lost: Told, { history, kept }: Loss): boolean {
  const purchases = history.told.filter((told) => isPurchase(told) && inOneChain(told, lost));
  const refunded = purchases.find(
    (told) => of(told, 'transaction_id') === of(lost, 'transaction_id'),
  );
  const end = refunded && String(of(refunded, 'subscription_expires_at'));
  return kept.some(
    (other) =>
      end !== undefined &&
      purchases.includes(other) &&
      other.draft.at >= lost.draft.at &&
      String(of(other, 'purchase_date')) < end,
  );
}

const isAccess = ({ draft }: Told): boolean => draft.type === 'access_level_updated';

const isAlone = (lost: Told, told: readonly Told[]): boolean =>
  !told.some(
    (other) => !isAccess(other) && inOneChain(other, lost) && other.draft.at === lost.draft.at,
  );

const PURCHASES =
  /^(subscription_started|subscription_renewed|trial_\w*ed|non_subscription_purchase)$/;

const isPurchase = ({ draft }: Told): boolean =>
  PURCHASES.test(draft.type) && !draft.type.includes('_renewal_') && draft.type !== 'trial_expired';

const of = ({ draft }: Told, property: string): unknown => draft.properties[property];

const inOneChain = (a: Told, b: Told): boolean =>
  of(a, 'original_transaction_id') === of(b, 'original_transaction_id');
