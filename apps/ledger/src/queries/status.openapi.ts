import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ADAPTY_WORDS } from '@subledger/domain';
import type {
  AccessLevelAnswer,
  PurchaseAnswer,
  StatusAnswer,
  SubscriptionAnswer,
} from '@subledger/queries';
import {
  environment,
  instant,
  instantOrNull,
  numberOrNull,
  textOrNull,
  knownAt,
} from '../openapi/properties.js';
import { BecauseSchema } from './because.openapi.js';
import { FindingSchema } from './findings.openapi.js';

export class AccessLevelSchema implements AccessLevelAnswer {
  @ApiProperty() readonly active!: boolean;
  @ApiProperty({
    ...instantOrNull,
    description: 'When the access begins, if that is still to come; otherwise null.',
  })
  readonly startsAt!: string | null;
  @ApiProperty({
    ...instantOrNull,
    description:
      'When the access ends; null if no end was reported, or if nothing grants it. Base decisions on active, and on isLifetime for lifetime access.',
  })
  readonly expiresAt!: string | null;
  @ApiProperty() readonly willRenew!: boolean;
  @ApiProperty() readonly isLifetime!: boolean;
  @ApiProperty() readonly inGracePeriod!: boolean;
  @ApiProperty({
    enum: ['access_update', 'subscription', 'none'],
    description: 'Whether access updates say so, or, without any, the subscription.',
  })
  readonly basis!: AccessLevelAnswer['basis'];
  @ApiProperty() readonly because!: BecauseSchema;
}

export class AccessSchema extends AccessLevelSchema {
  @ApiProperty(instant) readonly at!: string;
  @ApiProperty(knownAt) readonly knownAt!: string | null;
  @ApiProperty(textOrNull) readonly position!: string | null;
  @ApiProperty(numberOrNull) readonly lag!: number | null;
}

class SubscriptionSchema implements SubscriptionAnswer {
  @ApiProperty({ example: 'app_store' }) readonly store!: string;
  @ApiProperty({ example: '1000' }) readonly originalTransactionId!: string;
  @ApiProperty({ ...textOrNull, example: 'pro.monthly' }) readonly productId!: string | null;
  @ApiProperty({
    enum: [
      'trialing',
      'active',
      'in_grace_period',
      'in_billing_retry',
      'paused',
      'expired',
      'revoked',
    ],
  })
  readonly status!: SubscriptionAnswer['status'];
  @ApiProperty({ enum: ['event', 'clock'] }) readonly statusBasis!: 'event' | 'clock';
  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['will_renew', 'will_not_renew', 'will_pause', null],
  })
  readonly autoRenew!: SubscriptionAnswer['autoRenew'];
  @ApiProperty() readonly givesAccess!: boolean;
  @ApiProperty(instant) readonly currentPeriodStartsAt!: string;
  @ApiProperty(instantOrNull) readonly currentPeriodEndsAt!: string | null;
  @ApiProperty(instantOrNull) readonly billingIssueDetectedAt!: string | null;
  @ApiProperty(instantOrNull) readonly gracePeriodEndsAt!: string | null;
  @ApiProperty({ ...textOrNull, example: 'voluntarily_cancelled' })
  readonly endReason!: string | null;
  @ApiProperty(instantOrNull) readonly endedAt!: string | null;
  @ApiProperty({
    type: [String],
    description: "The profiles that it gives access to: after a transfer, not the buyer's.",
  })
  readonly heldBy!: string[];
  @ApiProperty({
    ...textOrNull,
    example: 'initial-purchase-and-renewal',
    description: 'The last documented flow that it went through; null while that is undecided.',
  })
  readonly flow!: string | null;
  @ApiProperty({
    type: [String],
    description: 'Flows that the events so far are the beginning of.',
  })
  readonly flowMayBecome!: string[];
  @ApiProperty({ ...textOrNull, description: 'What happened that is in no documented flow.' })
  readonly deviation!: string | null;
  @ApiProperty() readonly because!: BecauseSchema;
}

class PurchaseSchema implements PurchaseAnswer {
  @ApiProperty() readonly transactionId!: string;
  @ApiProperty(textOrNull) readonly productId!: string | null;
  @ApiProperty(textOrNull) readonly store!: string | null;
  @ApiProperty({ enum: ['owned', 'refunded'] }) readonly state!: 'owned' | 'refunded';
  @ApiProperty(instant) readonly purchasedAt!: string;
  @ApiProperty(instantOrNull) readonly refundedAt!: string | null;
  @ApiProperty() readonly because!: BecauseSchema;
}

class RevenueSchema {
  @ApiProperty({ example: '19.98', description: 'Charges minus refunds, exact.' })
  readonly usd!: string;
}

/** What a customer's and a profile's answers have in common. */
@ApiExtraModels(AccessLevelSchema)
export class StatusSchema implements Omit<StatusAnswer, 'accessLevels' | 'position'> {
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty({ ...instant, description: 'The instant that the answer is about.' })
  readonly at!: string;
  @ApiProperty(knownAt) readonly knownAt!: string | null;
  @ApiProperty({ ...textOrNull, description: 'The last position that the answer includes.' })
  readonly position!: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Recorded events that the answer does not include yet.',
  })
  readonly lag!: number | null;
  @ApiProperty({ type: [String] }) readonly profiles!: string[];
  @ApiProperty({ enum: ADAPTY_WORDS, description: "Adapty's own word for the customer's state." })
  readonly state!: StatusAnswer['state'];
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(AccessLevelSchema) },
  })
  readonly accessLevels!: Record<string, AccessLevelSchema>;
  @ApiProperty({ type: [SubscriptionSchema] }) readonly subscriptions!: SubscriptionSchema[];
  @ApiProperty({ type: [PurchaseSchema] }) readonly purchases!: PurchaseSchema[];
  @ApiProperty() readonly revenue!: RevenueSchema;
  @ApiProperty({ type: [FindingSchema], description: 'Evidence of lost webhooks.' })
  readonly findings!: FindingSchema[];
}
