import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Environment } from '@subledger/domain';
import { IsOptional, IsUUID, Matches } from 'class-validator';
import { parseObject, validated } from '../http/json-body.pipe.js';
import { refusal } from '../http/refusal.js';
import { EnvironmentParameter } from '../openapi/environment-parameter.decorator.js';

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2_000;

/** A text that is not blank; bounded, because it shows in every timeline. One rule, so that a refusal is one sentence. */
const IsText = (what: string, most: number): PropertyDecorator =>
  Matches(new RegExp(`^(?=[^]*\\S)[^]{1,${most}}$`), {
    message: `$property must be ${what}, in at most ${most} characters`,
  });

export class AnnotationBody {
  @ApiProperty({
    description: 'Who writes the note.',
    example: 'Anna, support',
    maxLength: LONGEST_NAME,
  })
  @IsText('the name of the author', LONGEST_NAME)
  readonly by!: string;

  @ApiProperty({
    description: 'The note.',
    maxLength: LONGEST_TEXT,
    example: 'Called: was charged twice, see ticket 4711.',
  })
  @IsText('the text of the note', LONGEST_TEXT)
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
  @IsText('the name of the author', LONGEST_NAME)
  readonly by!: string;

  @ApiProperty({
    description: 'The reason.',
    maxLength: LONGEST_TEXT,
    example: 'The store confirmed that it was never charged.',
  })
  @IsText('the reason', LONGEST_TEXT)
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
