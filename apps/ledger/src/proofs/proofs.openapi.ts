import { ApiProperty } from '@nestjs/swagger';
import type {
  ConsistencyProofDocument,
  EventDocument,
  InclusionProofDocument,
  TreeHeadDocument,
} from '@subledger/proofs';

const HASH = { description: 'Base64.', example: 'bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=' };
const NOTE = 'A signed note: origin, number of leaves, root, and the signature.';

export const CHECKPOINT_EXAMPLE =
  'subledger-9f86d081884c7d65\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n— subledger-9f86d081884c7d65 x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

export class VerifierKeySchema {
  @ApiProperty({
    description:
      'The key that checks the signatures. Get it once, in a way that you trust, and keep it.',
    example: 'subledger-9f86d081884c7d65+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  })
  readonly verifierKey!: string;
}

class ProvedEventSchema implements EventDocument {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly stream!: string;
  @ApiProperty({ example: '0' }) readonly revision!: string;
  @ApiProperty({ example: 'delivery_accepted' }) readonly type!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  readonly metadata!: Record<string, string>;
  @ApiProperty({ format: 'byte', description: 'The exact bytes of the body.' })
  readonly data!: string;
}

/** Proves that an event is in the log, exactly as it is here. */
export class InclusionProofSchema implements InclusionProofDocument {
  @ApiProperty({ enum: ['inclusion'] }) readonly kind!: 'inclusion';
  @ApiProperty({ description: 'The exact bytes that are hashed into the leaf.' })
  readonly event!: ProvedEventSchema;
  @ApiProperty({ example: '0' }) readonly leafIndex!: string;
  @ApiProperty(HASH) readonly leafHash!: string;
  @ApiProperty({ example: '1' }) readonly treeSize!: string;
  @ApiProperty(HASH) readonly rootHash!: string;
  @ApiProperty({ type: [String], description: "From the leaf's sibling up." })
  readonly path!: string[];
  @ApiProperty({ description: NOTE }) readonly checkpoint!: string;
}

class TreeHeadSchema implements TreeHeadDocument {
  @ApiProperty({ example: '1' }) readonly treeSize!: string;
  @ApiProperty(HASH) readonly rootHash!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: `${NOTE} Null if none was signed over exactly this many leaves.`,
  })
  readonly checkpoint!: string | null;
}

/** Proves that the log of `to` leaves begins with the log of `from` leaves. */
export class ConsistencyProofSchema implements ConsistencyProofDocument {
  @ApiProperty({ enum: ['consistency'] }) readonly kind!: 'consistency';
  @ApiProperty() readonly from!: TreeHeadSchema;
  @ApiProperty() readonly to!: TreeHeadSchema;
  @ApiProperty({ type: [String] }) readonly path!: string[];
}
