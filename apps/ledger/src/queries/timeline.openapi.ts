import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  getSchemaPath,
} from '@nestjs/swagger';
import { NOTHING_REASONS, STEP_NAMES } from '@subledger/domain';
import { numberOrNull, textOrNull } from '../openapi/properties.js';
import { DifferenceSchema } from './diff.openapi.js';
import { EventSchema } from './events.openapi.js';

class FlowSchema {
  @ApiProperty(textOrNull) readonly flow!: string | null;
  @ApiProperty({ type: [String] }) readonly mayBecome!: string[];
  @ApiProperty(textOrNull) readonly deviation!: string | null;
}

/** A recorded event with what it did. */
class TimelineEntrySchema extends EventSchema {
  @ApiProperty({ description: 'When it began to count: never later than its receipt.' })
  readonly effectiveAt!: string;
  @ApiProperty({
    description: 'From business time to receipt; negative if it was announced ahead.',
  })
  readonly delayMs!: number;
  @ApiProperty({ enum: ['webhook', 'operator', 'export'] }) readonly source!: string;
  @ApiProperty({ type: String, nullable: true, enum: [...STEP_NAMES, null] })
  readonly step!: string | null;
  @ApiProperty({ type: FlowSchema, nullable: true }) readonly flow!: FlowSchema | null;
  @ApiProperty({
    type: [DifferenceSchema],
    nullable: true,
    description: 'What it changed; null if its subject has too many events to say.',
  })
  readonly changes!: DifferenceSchema[] | null;
  @ApiProperty({
    type: String,
    nullable: true,
    enum: [...NOTHING_REASONS, null],
    description: 'Why it changed nothing.',
  })
  readonly nothing!: string | null;
  @ApiProperty({
    type: [DifferenceSchema],
    description: "What time alone had changed since the subject's previous event.",
  })
  readonly meanwhile!: DifferenceSchema[];
  @ApiProperty({ type: [String], description: 'Fields that were present but could not be read.' })
  readonly unreadable!: string[];
  @ApiProperty({ type: String, nullable: true, description: 'The event that stands in its place.' })
  readonly supersededBy!: string | null;
  @ApiProperty({ description: 'All of this as a sentence for a person.' })
  readonly sentence!: string;
}

class TimelinePageSchema {
  @ApiProperty({ type: [TimelineEntrySchema] }) readonly items!: TimelineEntrySchema[];
  @ApiProperty(textOrNull) readonly nextCursor!: string | null;
  @ApiProperty(textOrNull) readonly previousCursor!: string | null;
  @ApiProperty(textOrNull) readonly position!: string | null;
  @ApiProperty(numberOrNull) readonly lag!: number | null;
}

const lines = { schema: { type: 'string' } } as const;

/** A list's answer in each of its formats. */
export const ApiRows = (
  page: new () => object,
  description = 'A page as JSON, or everything as lines of JSON or CSV.',
): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(page),
    ApiOkResponse({
      description,
      content: {
        'application/json': { schema: { $ref: getSchemaPath(page) } },
        'application/x-ndjson': lines,
        'text/csv': lines,
      },
    }),
  );

export const ApiTimeline = (summary: string): MethodDecorator =>
  applyDecorators(ApiOperation({ summary }), ApiRows(TimelinePageSchema));
