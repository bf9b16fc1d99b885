import { ApiProperty } from '@nestjs/swagger';
import { COUNTED } from '@subledger/domain';
import {
  REVENUE_GROUPS,
  type RevenueEntriesAnswer,
  type RevenueEntryAnswer,
  type RevenueGroup,
  type RevenueReport,
  type RevenueSums,
} from '@subledger/queries';
import { environment, instant, numberOrNull, textOrNull } from '../openapi/properties.js';
import { PinnedPageSchema } from './everybody.openapi.js';

const amount = { type: String, example: '9.99' } as const;
const told = (what: string) =>
  ({
    ...amount,
    nullable: true,
    description: `${what} Less what refunds took off; null where no charge and no refund told any.`,
  }) as const;

class RevenueSumsSchema implements RevenueSums {
  @ApiProperty(amount) readonly charges!: string;
  @ApiProperty(amount) readonly refunds!: string;
  @ApiProperty({
    ...amount,
    description: 'Given back for the rest of a period that an upgrade replaced.',
  })
  readonly upgradeRefunds!: string;
  @ApiProperty({ ...amount, description: 'Charges less both kinds of refunds.' })
  readonly revenue!: string;
  @ApiProperty(told("After the store's commission."))
  readonly proceeds!: string | null;
  @ApiProperty(told('After commission and taxes.'))
  readonly netRevenue!: string | null;
  @ApiProperty(told('Taxes.')) readonly taxes!: string | null;
}

class RevenueGroupSchema implements RevenueGroup {
  @ApiProperty({ type: String, nullable: true, example: '2026-01-01' })
  readonly key!: string | null;
  @ApiProperty() readonly usd!: RevenueSumsSchema;
  @ApiProperty({
    type: RevenueSumsSchema,
    nullable: true,
    description: 'In the currency itself, with groupBy=currency.',
  })
  readonly local!: RevenueSumsSchema | null;
  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(COUNTED.map((counted) => [counted, { type: 'integer' }])),
  })
  readonly counts!: RevenueGroup['counts'];
}

export class RevenueReportSchema implements RevenueReport {
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty() readonly from!: string;
  @ApiProperty() readonly to!: string;
  @ApiProperty({ enum: REVENUE_GROUPS }) readonly groupBy!: RevenueReport['groupBy'];
  @ApiProperty({ example: 'UTC' }) readonly timeZone!: string;
  @ApiProperty(textOrNull) readonly knownAt!: string | null;
  @ApiProperty(textOrNull) readonly position!: RevenueReport['position'];
  @ApiProperty(numberOrNull) readonly lag!: number | null;
  @ApiProperty({ type: [RevenueGroupSchema] }) readonly groups!: RevenueGroupSchema[];
  @ApiProperty() readonly total!: RevenueGroupSchema;
}

const moved = (description: string) =>
  ({ type: String, nullable: true, example: '9.99', description }) as const;

class RevenueEntrySchema implements RevenueEntryAnswer {
  @ApiProperty({ format: 'uuid' }) readonly eventId!: string;
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty({ ...instant, description: 'Business time.' }) readonly occurredAt!: string;
  @ApiProperty({ enum: COUNTED }) readonly counted!: RevenueEntryAnswer['counted'];
  @ApiProperty(textOrNull) readonly profileId!: string | null;
  @ApiProperty(textOrNull) readonly customerUserId!: string | null;
  @ApiProperty(textOrNull) readonly store!: string | null;
  @ApiProperty(textOrNull) readonly originalTransactionId!: string | null;
  @ApiProperty(textOrNull) readonly transactionId!: string | null;
  @ApiProperty(textOrNull) readonly productId!: string | null;
  @ApiProperty(textOrNull) readonly country!: string | null;
  @ApiProperty(
    moved('What it moved, in US dollars: negative for what was given back, null for nothing.'),
  )
  readonly priceUsd!: string | null;
  @ApiProperty(moved("The same after the store's commission.")) readonly proceedsUsd!:
    string | null;
  @ApiProperty(moved('The same after commission and taxes.')) readonly netRevenueUsd!:
    string | null;
  @ApiProperty(moved('The taxes in it.')) readonly taxesUsd!: string | null;
  @ApiProperty({ ...moved('Of the amounts that follow.'), example: 'EUR' })
  readonly currency!: string | null;
  @ApiProperty(moved('As priceUsd, in the currency.')) readonly price!: string | null;
  @ApiProperty(moved('As proceedsUsd, in the currency.')) readonly proceeds!: string | null;
  @ApiProperty(moved('As netRevenueUsd, in the currency.')) readonly netRevenue!: string | null;
  @ApiProperty(moved('As taxesUsd, in the currency.')) readonly taxes!: string | null;
}

export class RevenueEntriesSchema extends PinnedPageSchema implements RevenueEntriesAnswer {
  @ApiProperty({ type: [RevenueEntrySchema] }) readonly items!: RevenueEntrySchema[];
  @ApiProperty(instant) readonly from!: string;
  @ApiProperty(instant) readonly to!: string;
}
