import { ApiProperty } from '@nestjs/swagger';
import { ENTRY_KINDS } from '@subledger/read-models';
import { environment, textOrNull } from '../openapi/properties.js';

class NoteSchema {
  @ApiProperty({ description: 'Who wrote the note.' }) readonly by!: string;
  @ApiProperty() readonly text!: string;
  @ApiProperty({ required: false, description: 'The event that an annotation is about.' })
  readonly about?: string;
}

const said = (description: string) =>
  ({ type: String, nullable: true, example: '9.99', description }) as const;

/** A recorded delivery as lists show it. */
export class EventSchema {
  @ApiProperty({ format: 'uuid' }) readonly eventId!: string;
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty({ example: '42' }) readonly position!: string;
  @ApiProperty() readonly stream!: string;
  @ApiProperty({ example: '0', description: 'Place in the stream.' }) readonly revision!: string;
  @ApiProperty({
    enum: ENTRY_KINDS,
    description:
      'unrecognised: the name is not known; the event counts as soon as the name is mapped. conflict: another ' +
      'event has the same identity; this one is listed and never counts. correction and annotation: ' +
      'recorded by a person.',
  })
  readonly kind!: string;
  @ApiProperty({ description: "The event's name as it came." }) readonly name!: string;
  @ApiProperty({ required: false, description: 'Our name for the event, if it is known.' })
  readonly type?: string;
  @ApiProperty({ description: 'Business time.' }) readonly occurredAt!: string;
  @ApiProperty({ description: 'Receipt time.' }) readonly recordedAt!: string;
  @ApiProperty({ required: false }) readonly profileId?: string;
  @ApiProperty({ required: false }) readonly customerUserId?: string;
  @ApiProperty({ required: false }) readonly store?: string;
  @ApiProperty({ required: false }) readonly originalTransactionId?: string;
  @ApiProperty({ required: false }) readonly transactionId?: string;
  @ApiProperty({ required: false }) readonly productId?: string;
  @ApiProperty({ required: false, description: 'The event that came first.' })
  readonly conflictsWith?: string;
  @ApiProperty({
    required: false,
    description: 'For a correction: the event that no longer counts.',
  })
  readonly supersedes?: string;
  @ApiProperty({ required: false, description: 'What a person wrote.' })
  readonly note?: NoteSchema;
  @ApiProperty() readonly bodySha256!: string;
  @ApiProperty(said("What it says was paid or refunded, with its sender's sign, in US dollars."))
  readonly priceUsd!: string | null;
  @ApiProperty(said("The same after the store's commission.")) readonly proceedsUsd!: string | null;
  @ApiProperty(said('The same after commission and taxes.'))
  readonly netRevenueUsd!: string | null;
  @ApiProperty(said('The taxes in it.')) readonly taxesUsd!: string | null;
  @ApiProperty({ ...said('Of the amounts that follow.'), example: 'EUR' })
  readonly currency!: string | null;
  @ApiProperty(said('As priceUsd, in the currency.')) readonly price!: string | null;
  @ApiProperty(said('As proceedsUsd, in the currency.')) readonly proceeds!: string | null;
  @ApiProperty(said('As netRevenueUsd, in the currency.')) readonly netRevenue!: string | null;
  @ApiProperty(said('As taxesUsd, in the currency.')) readonly taxes!: string | null;
}

/** One recorded delivery, with what became of it. */
export class SingleEventSchema extends EventSchema {
  @ApiProperty({ type: String, nullable: true, description: 'The event that stands in its place.' })
  readonly supersededBy!: string | null;
}

export class EventsSchema {
  @ApiProperty({ type: [EventSchema] }) readonly items!: EventSchema[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where to go on, now or once more has been recorded.',
  })
  readonly nextCursor!: string | null;
  @ApiProperty({ description: 'Whether the list holds everything up to position.' })
  readonly caughtUp!: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The position up to which the list is complete; null before the first event.',
  })
  readonly position!: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Recorded events after that position; null if the store cannot count them.',
  })
  readonly lag!: number | null;
}

/** A delivery that was kept although no event could be read from it. */
export class QuarantinedSchema {
  @ApiProperty({ format: 'uuid' }) readonly eventId!: string;
  @ApiProperty(environment) readonly environment!: string;
  @ApiProperty() readonly position!: string;
  @ApiProperty() readonly stream!: string;
  @ApiProperty({ description: 'The code of the error.' }) readonly reason!: string;
  @ApiProperty() readonly detail!: string;
  @ApiProperty() readonly recordedAt!: string;
  @ApiProperty() readonly bodySha256!: string;
  @ApiProperty() readonly bodyBytes!: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The event it was recorded as when it was retried.',
  })
  readonly recordedAs!: string | null;
}

export class QuarantinePageSchema {
  @ApiProperty({ type: [QuarantinedSchema] }) readonly items!: QuarantinedSchema[];
  @ApiProperty(textOrNull) readonly nextCursor!: string | null;
}
