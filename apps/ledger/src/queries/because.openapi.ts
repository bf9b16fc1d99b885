import { ApiProperty } from '@nestjs/swagger';
import type { Because } from '@subledger/domain';

/** Why an answer says what it says. */
export class BecauseSchema implements Because {
  @ApiProperty({ description: 'The rule that decided, by its name in docs/lifecycle.md.' })
  readonly rule!: string;

  @ApiProperty({ type: [String], description: 'The recorded events that the answer rests on.' })
  readonly eventIds!: string[];
}
