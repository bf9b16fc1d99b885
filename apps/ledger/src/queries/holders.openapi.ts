import { ApiProperty } from '@nestjs/swagger';
import type { HolderAnswer, HoldersAnswer } from '@subledger/queries';
import { textOrNull } from '../openapi/properties.js';
import { EverybodySchema } from './everybody.openapi.js';
import { AccessLevelSchema } from './status.openapi.js';

class HolderSchema extends AccessLevelSchema implements HolderAnswer {
  @ApiProperty({ ...textOrNull, description: 'Null for a profile without a customer id.' })
  readonly customerUserId!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Set only for such a profile.' })
  readonly profileId!: string | null;
  @ApiProperty({ example: 'premium' }) readonly level!: string;
}

export class HoldersSchema extends EverybodySchema implements Omit<HoldersAnswer, 'position'> {
  @ApiProperty({ type: [HolderSchema] }) readonly items!: HolderSchema[];
}
