import { ApiProperty } from '@nestjs/swagger';
import type { BuildActivity, BuildStatus, CustomerRebuilt } from '@subledger/projections';
import type { RowDifferenceAnswer } from '@subledger/queries';
import { instant, instantOrNull, numberOrNull, textOrNull } from '../openapi/properties.js';
import { StatusSchema } from '../queries/status.openapi.js';

const ACTIVITIES: readonly BuildActivity[] = [
  'following',
  'rebuilding',
  'ready',
  'standing-still',
  'failing',
  'stalled',
  'frozen',
];

class LagSchema {
  @ApiProperty({
    ...numberOrNull,
    description: 'Recorded events that the build has not applied yet.',
  })
  readonly events!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'The age of the oldest of those events.' })
  readonly seconds!: number | null;
}

class FailureSchema {
  @ApiProperty({ format: 'uuid' }) readonly eventId!: string;
  @ApiProperty({ type: String, example: '42' })
  readonly position!: NonNullable<BuildStatus['failure']>['position'];
  @ApiProperty({ description: "The code's error message." }) readonly reason!: string;
  @ApiProperty(instant) readonly at!: string;
}

class SkippedSchema {
  @ApiProperty({ format: 'uuid' }) readonly eventId!: string;
  @ApiProperty({ type: String, example: '42' })
  readonly position!: BuildStatus['skipped'][number]['position'];
  @ApiProperty() readonly reason!: string;
  @ApiProperty(instant) readonly skippedAt!: string;
}

/** One set of a projection's tables. */
class BuildSchema implements BuildStatus {
  @ApiProperty({ description: 'Its number: the id of a rebuild.' }) readonly build!: number;
  @ApiProperty({ example: 'lifecycle' }) readonly projection!: string;
  @ApiProperty({ description: 'The version of the code that fills it.' }) readonly version!: number;
  @ApiProperty({ enum: ['live', 'rebuild'], description: 'live answers.' })
  readonly role!: BuildStatus['role'];
  @ApiProperty({
    enum: ACTIVITIES,
    description:
      'ready: waits to be promoted. standing-still: at an event that cannot be applied. failing: tries ' +
      'again by itself. stalled: has applied nothing for half a minute, and an event has waited for as long. ' +
      'frozen: has an unknown version.',
  })
  readonly activity!: BuildActivity;
  @ApiProperty({
    description:
      'Whether it was written with another translation, so that a rebuild may give other answers.',
  })
  readonly stale!: boolean;
  @ApiProperty({
    description: 'Whether the rebuild takes over by itself, without waiting to be promoted.',
  })
  readonly takesOverByItself!: boolean;
  @ApiProperty({ ...textOrNull, example: '42' }) readonly position!: BuildStatus['position'];
  @ApiProperty({ description: 'Events that the build has applied.' }) readonly applied!: number;
  @ApiProperty() readonly lag!: LagSchema;
  @ApiProperty({ description: 'Over the last few seconds.' }) readonly eventsPerSecond!: number;
  @ApiProperty(numberOrNull) readonly secondsLeft!: number | null;
  @ApiProperty({ ...textOrNull, description: 'Why the last attempt failed.' })
  readonly trouble!: string | null;
  @ApiProperty({ type: FailureSchema, nullable: true }) readonly failure!: FailureSchema | null;
  @ApiProperty({ type: [SkippedSchema] }) readonly skipped!: readonly SkippedSchema[];
  @ApiProperty(instant) readonly startedAt!: string;
  @ApiProperty(instantOrNull) readonly promotedAt!: string | null;
}

export class BuildsSchema {
  @ApiProperty({ type: [BuildSchema] }) readonly items!: readonly BuildSchema[];
}

export class RebuildSchema extends BuildSchema {
  @ApiProperty({
    ...numberOrNull,
    description: 'Recorded events that the build has not applied yet.',
  })
  readonly remaining!: number | null;
  @ApiProperty({ ...numberOrNull, description: '0 to 100; 100 when nothing remains.' })
  readonly percent!: number | null;
}

class QuarantineRetriedSchema {
  @ApiProperty() readonly tried!: number;
  @ApiProperty({ description: 'Readable now.' }) readonly recorded!: number;
  @ApiProperty({ description: 'Whether more are waiting than one request tries.' })
  readonly more!: boolean;
}

export class RebuildStartedSchema extends RebuildSchema {
  @ApiProperty({ description: 'What was in quarantine and was tried again.' })
  readonly quarantine!: QuarantineRetriedSchema;
}

class ChangedAnswerSchema {
  @ApiProperty(textOrNull) readonly customerUserId!: string | null;
  @ApiProperty(textOrNull) readonly profileId!: string | null;
  @ApiProperty({ type: StatusSchema, nullable: true }) readonly before!: StatusSchema | null;
  @ApiProperty({ type: StatusSchema, nullable: true }) readonly after!: StatusSchema | null;
}

export class DiffPageSchema {
  @ApiProperty({ type: [ChangedAnswerSchema] }) readonly items!: readonly ChangedAnswerSchema[];
  @ApiProperty(textOrNull) readonly nextCursor!: string | null;
}

class RowDifferenceSchema implements RowDifferenceAnswer {
  @ApiProperty() readonly table!: string;
  @ApiProperty({ enum: ['live', 'rebuild'], description: 'Where the row has these values.' })
  readonly only!: RowDifferenceAnswer['only'];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Column by column.' })
  readonly row!: Readonly<Record<string, unknown>>;
}

export class VerificationSchema {
  @ApiProperty(textOrNull) readonly position!: BuildStatus['position'];
  @ApiProperty({ description: 'Rows that this page compared.' }) readonly compared!: number;
  @ApiProperty({ type: [RowDifferenceSchema] })
  readonly differences!: readonly RowDifferenceSchema[];
  @ApiProperty(textOrNull) readonly nextCursor!: string | null;
}

export class CustomerRebuiltSchema implements CustomerRebuilt {
  @ApiProperty() readonly profiles!: number;
  @ApiProperty({ description: 'Chains and profiles whose rows were replaced.' })
  readonly subjects!: number;
  @ApiProperty({ description: 'Streams that were read again.' }) readonly streams!: number;
  @ApiProperty({ description: 'Events that were applied.' }) readonly events!: number;
}
