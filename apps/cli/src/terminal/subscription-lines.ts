import type { StatusAnswer, SubscriptionAnswer } from '@subledger/queries';
import { firstIds } from './first-ids.js';
import { shellWord } from './shell-word.js';
import { chargeOf, renewalOf, stateOf } from './subscription-state.js';
import { told } from './told.js';

/** Whom an answer is about. */
type Whom = Pick<StatusAnswer, 'environment' | 'profiles'>;

/** A subscription as a sentence; where its access went elsewhere, also the command that shows where. */
export function subscriptionLines(
  subscription: SubscriptionAnswer,
  { environment, profiles }: Whom,
): readonly string[] {
  const { productId, store, originalTransactionId, heldBy } = subscription;
  const text = [
    stateAndAccess(subscription, profiles),
    ...renewalOf(subscription),
    `period ${subscription.currentPeriodStartsAt} to ${subscription.currentPeriodEndsAt ?? 'no known end'}`,
    ...chargeOf(subscription),
    ...told('ended', subscription.endedAt),
    ...told('reason:', subscription.endReason),
  ].join('; ');
  const [holder] = isElsewhere(subscription, profiles) ? heldBy : [];
  const asked = environment === 'production' ? '' : ` --environment ${environment}`;
  return [
    `${productId ?? 'unknown product'} (${store}/${originalTransactionId}): ${text}`,
    ...(holder === undefined
      ? []
      : [`  see: subledger timeline --profile ${shellWord(holder)}${asked}`]),
  ];
}

/** Whether it gives access to one of them. */
export const reaches = (subscription: SubscriptionAnswer, { profiles }: Whom): boolean =>
  subscription.givesAccess && isHeldBy(subscription, profiles);

const isHeldBy = ({ heldBy }: SubscriptionAnswer, profiles: readonly string[]): boolean =>
  heldBy.some((holder) => profiles.includes(holder));

/** After a transfer it goes on for somebody else. */
const isElsewhere = (subscription: SubscriptionAnswer, profiles: readonly string[]): boolean =>
  subscription.givesAccess && subscription.heldBy.length > 0 && !isHeldBy(subscription, profiles);

/** Access updates decide who has access, and may say something else than the subscription. */
function stateAndAccess(subscription: SubscriptionAnswer, profiles: readonly string[]): string {
  const { givesAccess, heldBy } = subscription;
  const state = stateOf(subscription);
  if (isElsewhere(subscription, profiles)) {
    const whom = `profile${heldBy.length === 1 ? '' : 's'} ${firstIds(heldBy).join(', ')}`;
    return `${state}, but its access went to ${whom}`;
  }
  if (givesAccess && heldBy.length === 0)
    return `${state}, but its access updates give nobody access`;
  if (!givesAccess && isHeldBy(subscription, profiles))
    return `${state}, but an access update still gives access`;
  return `${state}; ${givesAccess ? 'gives access' : 'gives no access'}`;
}
