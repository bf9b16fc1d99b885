import { ApiProperty } from '@nestjs/swagger';
import type { Because } from '@subledger/queries';

/** Why an answer says what it says. */
export class BecauseSchema implements Because {
  @ApiProperty({ description: 'The rule that decided, as docs/lifecycle.md names it.' })
  readonly rule!: string;

  @ApiProperty({ type: [String], description: 'The recorded events that it rests on.' })
  readonly eventIds!: string[];
}
