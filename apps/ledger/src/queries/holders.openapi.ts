import { ApiProperty } from '@nestjs/swagger';
import type { HolderAnswer, HoldersAnswer } from '@subledger/queries';
import { instant, numberOrNull, textOrNull, knownAt } from '../openapi/properties.js';
import { AccessLevelSchema } from './status.openapi.js';

class HolderSchema extends AccessLevelSchema implements HolderAnswer {
  @ApiProperty({ ...textOrNull, description: 'Null for a profile without a customer id.' })
  readonly customerUserId!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Set only for such a profile.' })
  readonly profileId!: string | null;
  @ApiProperty({ example: 'premium' }) readonly level!: string;
}

export class HoldersSchema implements Omit<HoldersAnswer, 'position'> {
  @ApiProperty({ type: [HolderSchema] }) readonly items!: HolderSchema[];
  @ApiProperty({
    ...textOrNull,
    description:
      'Ask for the next page with this; null on the last one. A page may be empty without being the last.',
  })
  readonly nextCursor!: string | null;
  @ApiProperty(instant) readonly at!: string;
  @ApiProperty(knownAt) readonly knownAt!: string | null;
  @ApiProperty(textOrNull) readonly position!: string | null;
  @ApiProperty(numberOrNull) readonly lag!: number | null;
}
