import { ApiProperty } from '@nestjs/swagger';
import type { DiffAnswer } from '@subledger/queries';
import { environment, numberOrNull, textOrNull } from '../openapi/properties.js';
import { ChainSchema } from './chain.openapi.js';

const value = {
  oneOf: [{ type: 'string' as const }, { type: 'boolean' as const }],
  nullable: true,
};

/** One thing that two answers say differently. */
export class DifferenceSchema {
  @ApiProperty({ enum: ['customer', 'subscription', 'access', 'purchase', 'money', 'finding'] })
  readonly about!: string;
  @ApiProperty({ required: false, description: 'For a subscription.' })
  readonly chain?: ChainSchema;
  @ApiProperty({ required: false, description: 'Of access.' }) readonly levelId?: string;
  @ApiProperty({ required: false, description: 'For a purchase.' }) readonly transactionId?: string;
  @ApiProperty({ required: false, description: 'For a finding.' }) readonly kind?: string;
  @ApiProperty({ required: false, description: 'For a finding.' }) readonly until?: string;
  @ApiProperty({ example: 'status' }) readonly field!: string;
  @ApiProperty({ ...value, example: 'expired' }) readonly before!: string | boolean | null;
  @ApiProperty({ ...value, example: 'active' }) readonly after!: string | boolean | null;
}

class SideSchema {
  @ApiProperty() readonly at!: string;
  @ApiProperty(textOrNull) readonly knownAt!: string | null;
}

class CauseSchema {
  @ApiProperty({ format: 'uuid' }) readonly eventId!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty(textOrNull) readonly type!: string | null;
  @ApiProperty(textOrNull) readonly position!: string | null;
  @ApiProperty() readonly occurredAt!: string;
  @ApiProperty() readonly recordedAt!: string;
}

/** How two answers differ, and what made the difference. */
export class AnswerDiffSchema implements Omit<
  DiffAnswer,
  'position' | 'differences' | 'byTime' | 'events'
> {
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty(textOrNull) readonly position!: string | null;
  @ApiProperty(numberOrNull) readonly lag!: number | null;
  @ApiProperty() readonly from!: SideSchema;
  @ApiProperty() readonly to!: SideSchema;
  @ApiProperty({ type: [DifferenceSchema] }) readonly differences!: DifferenceSchema[];
  @ApiProperty({
    type: [DifferenceSchema],
    description: 'What would differ if time alone, and no event, lay between the two.',
  })
  readonly byTime!: DifferenceSchema[];
  @ApiProperty({
    type: [CauseSchema],
    description: 'The recorded events that caused the other differences.',
  })
  readonly events!: CauseSchema[];
  @ApiProperty({
    description:
      'Whether the answer changes if any one of these events is left out; false above 200 candidates.',
  })
  readonly isMinimal!: boolean;
}
