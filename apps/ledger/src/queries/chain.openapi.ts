import { ApiProperty } from '@nestjs/swagger';
import type { ChainId } from '@subledger/domain';

/** Which of a store's chains of transactions. */
export class ChainSchema implements ChainId {
  @ApiProperty({ example: 'app_store' }) readonly store!: string;
  @ApiProperty({ example: '1000' }) readonly originalTransactionId!: string;
}
