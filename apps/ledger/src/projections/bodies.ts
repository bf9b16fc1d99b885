import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Environment } from '@subledger/domain';
import { IsBoolean, IsOptional, IsUUID } from 'class-validator';
import { EnvironmentParameter } from '../openapi/environment-parameter.decorator.js';

export class RebuildBody {
  @ApiPropertyOptional({
    default: false,
    description:
      'Whether the rebuild waits to be promoted instead of taking over once it has caught up.',
  })
  @IsOptional()
  @IsBoolean({ message: 'hold must be true or false' })
  readonly hold: boolean = false;
}

export class SkipBody {
  @ApiProperty({ format: 'uuid', description: 'The event that the projection stands still at.' })
  @IsUUID(undefined, {
    message: 'eventId must be the id of the event that the projection stands still at',
  })
  readonly eventId!: string;
}

export class CustomerRebuildBody {
  @EnvironmentParameter()
  readonly environment: Environment = 'production';
}
