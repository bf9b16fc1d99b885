import type { AccessStatement } from '@subledger/domain';
import { type Envelope, readField } from './envelope.js';
import { readBoolean } from './fields/boolean.js';
import { readId } from './fields/id.js';
import { readInstant } from './fields/instant.js';
import { said } from './fields/said.js';

/**
 * What an `access_level_updated` says about its level (Adapty's page "Webhook event types and fields"). Without a
 * level, or without a statement on whether it is active, it says nothing.
 */
export function readAccess(envelope: Envelope): AccessStatement | undefined {
  const levelId = readField(envelope, 'access_level_id', readId);
  const isActive =
    readField(envelope, 'is_active', readBoolean) ??
    readField(envelope, 'profile_has_access_level', readBoolean);
  if (levelId === undefined || isActive === undefined) return undefined;

  return said<AccessStatement>({
    levelId,
    isActive,
    expiresAt:
      readField(envelope, 'expires_at', readInstant) ??
      readField(envelope, 'subscription_expires_at', readInstant),
    startsAt: readField(envelope, 'starts_at', readInstant),
    willRenew: readField(envelope, 'will_renew', readBoolean),
    isLifetime: readField(envelope, 'is_lifetime', readBoolean),
    isInGracePeriod: readField(envelope, 'is_in_grace_period', readBoolean),
    isRefund: readField(envelope, 'is_refund', readBoolean),
    billingIssueDetectedAt: readField(envelope, 'billing_issue_detected_at', readInstant),
  });
}
