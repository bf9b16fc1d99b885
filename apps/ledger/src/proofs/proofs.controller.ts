import { Controller, Get, Header, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { LedgerProofs } from '@subledger/proofs';
import { RequireScope } from '../access/access.decorators.js';
import { WithoutParameters } from '../http/refuse-parameters.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { parametersPipe } from '../http/parameters.pipe.js';
import { ProofKeeper } from './proof-keeper.js';
import { ConsistencyParameters, InclusionParameters } from './proof-parameters.js';
import {
  CHECKPOINT_EXAMPLE,
  ConsistencyProofSchema,
  InclusionProofSchema,
  VerifierKeySchema,
} from './proofs.openapi.js';

const NOTE = {
  description: 'A signed note, as C2SP tlog-checkpoint defines it.',
  schema: { type: 'string' as const, example: CHECKPOINT_EXAMPLE },
};
const PLAIN_TEXT = 'text/plain; charset=utf-8';

@ApiTags('Proofs')
@RequireScope('read')
@ApiProblem(503, 'The tree of hashes is not there yet, or has not come that far.')
@Controller('v1/ledger')
export class ProofsController {
  readonly #proofs: LedgerProofs;

  constructor({ proofs }: ProofKeeper) {
    this.#proofs = proofs;
  }

  @Get('verifier-key')
  @UseGuards(WithoutParameters)
  @ApiOperation({ summary: 'The public key that checks the signatures of checkpoints' })
  @ApiOkResponse({ type: VerifierKeySchema, description: 'The key, as one line of text.' })
  verifierKey(): VerifierKeySchema {
    return { verifierKey: this.#proofs.verifierKey };
  }

  @Get('checkpoint')
  @UseGuards(WithoutParameters)
  @Header('Content-Type', PLAIN_TEXT)
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'The newest signed checkpoint over the log' })
  @ApiOkResponse(NOTE)
  checkpoint(): string {
    return this.#proofs.checkpoint();
  }

  @Post('checkpoint')
  @HttpCode(200)
  @RequireScope('admin')
  @Header('Content-Type', PLAIN_TEXT)
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Sign a checkpoint over everything that is recorded now' })
  @ApiOkResponse(NOTE)
  @ApiProblem(500, 'The log is not the one that was signed before.')
  sign(): Promise<string> {
    return this.#proofs.sign();
  }

  @Get('proof/inclusion')
  @ApiOperation({ summary: 'Proof that an event is in the log, just as it was recorded' })
  @ApiOkResponse({ type: InclusionProofSchema, description: 'The proof; keep it as a file.' })
  @ApiProblem(400, 'A parameter is wrong.')
  @ApiProblem(404, 'No recorded event has this id.')
  @ApiProblem(500, 'The log is not the one that was signed before.')
  inclusion(@Query(parametersPipe) { eventId }: InclusionParameters) {
    return this.#proofs.inclusion(eventId);
  }

  @Get('proof/consistency')
  @ApiOperation({ summary: 'Proof that the log has only grown' })
  @ApiOkResponse({ type: ConsistencyProofSchema, description: 'The proof; keep it as a file.' })
  @ApiProblem(400, 'A parameter is wrong.')
  consistency(@Query(parametersPipe) { from, to }: ConsistencyParameters) {
    return this.#proofs.consistency(BigInt(from), to === undefined ? undefined : BigInt(to));
  }
}
