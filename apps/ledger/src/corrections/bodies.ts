import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Environment } from '@subledger/domain';
import { IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { parseObject, validated } from '../http/json-body.pipe.js';
import { refusal } from '../http/refusal.js';
import { EnvironmentParameter } from '../openapi/environment-parameter.decorator.js';

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2_000;

/** A non-blank text; bounded, because it shows in every timeline. */
const NOT_BLANK = /\S/;

export class AnnotationBody {
  @ApiProperty({
    description: 'Who writes the note.',
    example: 'Anna, support',
    maxLength: LONGEST_NAME,
  })
  @Matches(NOT_BLANK, { message: 'by must be the name of the author' })
  @MaxLength(LONGEST_NAME, { message: `by must have at most ${LONGEST_NAME} characters` })
  readonly by!: string;

  @ApiProperty({
    description: 'The note.',
    maxLength: LONGEST_TEXT,
    example: 'Called: was charged twice, see ticket 4711.',
  })
  @Matches(NOT_BLANK, { message: 'text must be the text of the note' })
  @MaxLength(LONGEST_TEXT, { message: `text must have at most ${LONGEST_TEXT} characters` })
  readonly text!: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The recorded event that the note is about.',
  })
  @IsOptional()
  @IsUUID(undefined, { message: 'eventId must be the id of a recorded event' })
  readonly eventId?: string;

  @EnvironmentParameter()
  readonly environment: Environment = 'production';
}

class SupersedeMembers {
  @ApiProperty({
    description: 'Who makes the correction.',
    example: 'Boris, finance',
    maxLength: LONGEST_NAME,
  })
  @Matches(NOT_BLANK, { message: 'by must be the name of the author' })
  @MaxLength(LONGEST_NAME, { message: `by must have at most ${LONGEST_NAME} characters` })
  readonly by!: string;

  @ApiProperty({
    description: 'The reason.',
    maxLength: LONGEST_TEXT,
    example: 'The store confirmed that it was never charged.',
  })
  @Matches(NOT_BLANK, { message: 'why must be the reason' })
  @MaxLength(LONGEST_TEXT, { message: `why must have at most ${LONGEST_TEXT} characters` })
  readonly why!: string;
}

export class SupersedeBody extends SupersedeMembers {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      'What is true instead: a body as a webhook would bring it. Leave it out where nothing takes the place of the event.',
  })
  readonly replacement!: object | null;
}

/** Like `JsonBodyPipe`, but the body contains a webhook's body, which is not looked into here. */
@Injectable()
export class SupersedeBodyPipe implements PipeTransform<Uint8Array, SupersedeBody> {
  transform(bytes: Uint8Array): SupersedeBody {
    const { replacement = null, ...members } = parseObject(bytes) as { replacement?: unknown };
    if (typeof replacement !== 'object' || Array.isArray(replacement))
      throw refusal('replacement must be an object: a body as a webhook would bring it');
    return Object.assign(new SupersedeBody(), validated(SupersedeMembers, members), {
      replacement,
    });
  }
}
