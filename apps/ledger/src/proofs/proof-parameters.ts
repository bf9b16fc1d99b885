import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID, Matches } from 'class-validator';

const TREE_SIZE = /^[1-9]\d{0,17}$/;

export class InclusionParameters {
  @ApiProperty({ format: 'uuid', description: 'Which event to prove.' })
  @IsUUID(undefined, { message: 'eventId must be the id of a recorded event' })
  readonly eventId!: string;
}

export class ConsistencyParameters {
  @ApiProperty({ description: 'How many leaves the older tree had.', example: '1000' })
  @Matches(TREE_SIZE, { message: 'from must be a number of leaves, such as 1000' })
  readonly from!: string;

  @ApiPropertyOptional({
    description: 'How many leaves the newer tree has. Default: those under the newest checkpoint.',
    example: '2000',
  })
  @IsOptional()
  @Matches(TREE_SIZE, { message: 'to must be a number of leaves, such as 2000' })
  readonly to?: string;
}
