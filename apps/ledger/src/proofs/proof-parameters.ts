import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID, Matches } from 'class-validator';

const TREE_SIZE = /^[1-9]\d{0,17}$/;

export class InclusionParameters {
  @ApiProperty({ format: 'uuid', description: 'Which event is to be proved.' })
  @IsUUID(undefined, { message: 'eventId wants the id of a recorded event' })
  readonly eventId!: string;
}

export class ConsistencyParameters {
  @ApiProperty({ description: 'How many leaves the older tree had.', example: '1000' })
  @Matches(TREE_SIZE, { message: 'from wants a number of leaves, such as 1000' })
  readonly from!: string;

  @ApiPropertyOptional({
    description: 'How many the younger one has. Default: those under the newest checkpoint.',
    example: '2000',
  })
  @IsOptional()
  @Matches(TREE_SIZE, { message: 'to wants a number of leaves, such as 2000' })
  readonly to?: string;
}
