import { ApiProperty } from '@nestjs/swagger';
import { EVENT_TYPES, FINDING_KINDS } from '@subledger/domain';
import type { FindingAnswer, FindingsAnswer } from '@subledger/queries';
import { environment, textOrNull } from '../openapi/properties.js';
import { EverybodySchema } from './everybody.openapi.js';
import { BecauseSchema } from './because.openapi.js';
import { ChainSchema } from './chain.openapi.js';

class MissingSchema {
  @ApiProperty({
    enum: EVENT_TYPES,
    isArray: true,
    description: 'Each missing event is one of these.',
  })
  readonly types!: string[];
  @ApiProperty({ description: 'How many events are missing, at least.' }) readonly count!: number;
  @ApiProperty({ description: 'The same for a person to read.' }) readonly sentence!: string;
}

/** Evidence of a lost webhook. */
export class FindingSchema implements FindingAnswer {
  @ApiProperty({ enum: FINDING_KINDS }) readonly kind!: FindingAnswer['kind'];
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty({ type: ChainSchema, nullable: true }) readonly chain!: ChainSchema | null;
  @ApiProperty(textOrNull) readonly profileId!: string | null;
  @ApiProperty({ description: 'The rule, and the events that prove it.' })
  readonly because!: BecauseSchema;
  @ApiProperty() readonly missing!: MissingSchema;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The missing event happened after this; null if nothing bounds it.',
  })
  readonly from!: string | null;
  @ApiProperty({ description: 'The missing event happened before this.' }) readonly until!: string;
  @ApiProperty({ description: 'When the evidence appeared.' }) readonly appearsAt!: string;
}

export class FindingsSchema extends EverybodySchema implements Omit<FindingsAnswer, 'position'> {
  @ApiProperty({ type: [FindingSchema] }) readonly items!: FindingSchema[];
}
