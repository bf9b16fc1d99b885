import { ApiProperty } from '@nestjs/swagger';
import { COUNTED } from '@subledger/domain';
import {
  REVENUE_GROUPS,
  type RevenueGroup,
  type RevenueReport,
  type RevenueSums,
} from '@subledger/queries';
import { environment, numberOrNull, textOrNull } from '../openapi/properties.js';

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
