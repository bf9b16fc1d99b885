import { ApiProperty } from '@nestjs/swagger';
import { ERROR_CODES } from '@subledger/domain';

/** The body of every error answer (RFC 9457). */
export class ProblemSchema {
  @ApiProperty({ example: 'urn:subledger:problem:not-found' })
  readonly type!: string;

  @ApiProperty({ description: 'What kind of problem it is.' })
  readonly title!: string;

  @ApiProperty({ description: 'The HTTP status.', example: 404 })
  readonly status!: number;

  @ApiProperty({ description: 'One sentence about this occurrence.' })
  readonly detail!: string;

  @ApiProperty({ enum: ERROR_CODES, description: 'Stable: base decisions on this one.' })
  readonly code!: string;

  @ApiProperty({
    required: false,
    description: "The request's id, which is also in the server's log.",
  })
  readonly instance?: string;

  @ApiProperty({ required: false, description: 'For a delivery that is kept in quarantine.' })
  readonly eventId?: string;

  @ApiProperty({ required: false, description: 'For a delivery that is kept in quarantine.' })
  readonly position?: string;
}
