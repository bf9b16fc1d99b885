import { ApiProperty } from '@nestjs/swagger';
import type { Page, Reach } from '@subledger/queries';
import { instant, knownAt, numberOrNull, textOrNull } from '../openapi/properties.js';

/** What a page of a list about everybody has beside its items. */
export class EverybodySchema implements Omit<Page<never>, 'items'>, Omit<Reach, 'position'> {
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
