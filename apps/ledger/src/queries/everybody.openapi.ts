import { ApiProperty } from '@nestjs/swagger';
import type { Page, Reach } from '@subledger/queries';
import { instant, knownAt, numberOrNull, textOrNull } from '../openapi/properties.js';

/** What a page has beside its items whose followers are about the same part of the log. */
export class PinnedPageSchema implements Omit<Page<never>, 'items'>, Reach {
  @ApiProperty({
    ...textOrNull,
    description:
      'Ask for the next page with this; null on the last one. A page may be empty without being the last.',
  })
  readonly nextCursor!: string | null;
  @ApiProperty(knownAt) readonly knownAt!: string | null;
  @ApiProperty(textOrNull) readonly position!: Reach['position'];
  @ApiProperty(numberOrNull) readonly lag!: number | null;
}

/** Of a list about everybody. */
export class EverybodySchema extends PinnedPageSchema {
  @ApiProperty(instant) readonly at!: string;
}
