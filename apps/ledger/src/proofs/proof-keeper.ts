import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '@subledger/configuration';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { type GrowingTree, LedgerProofs } from '@subledger/proofs';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { type Projecting, PROJECTING } from '../read-side/projections.js';
import { growingTree } from './growing-tree.js';
import { signerKeyOf } from './signer-key.js';

/** Grows the tree of hashes and signs it at intervals, for as long as the ledger runs. */
@Injectable()
export class ProofKeeper {
  readonly proofs: LedgerProofs;
  readonly grower: GrowingTree;
  readonly #intervalMs: number;
  readonly #log: PinoLogger;
  #timer: NodeJS.Timeout | undefined;
  #signing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    configuration: Configuration,
    @InjectPinoLogger(ProofKeeper.name) log: PinoLogger,
    @Inject(PROJECTING) { where }: Projecting,
  ) {
    this.#log = log;
    this.#intervalMs = configuration.checkpointIntervalSeconds * 1_000;
    this.grower = growingTree(configuration, {
      store,
      where,
      onFailure: (error) => {
        log.error({ err: error }, 'the tree of hashes is not growing');
      },
    });
    const key = signerKeyOf(configuration);
    this.proofs = new LedgerProofs({ store, grower: this.grower, key });
  }

  start(): void {
    this.grower.start();
    if (this.#intervalMs === 0) return;
    this.#timer = setInterval(() => {
      this.#signing = this.#sign();
    }, this.#intervalMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#signing;
    await this.grower.stop();
  }

  async #sign(): Promise<void> {
    try {
      const signed = await this.proofs.signNew();
      if (signed !== null) this.#log.info({ leaves: String(signed.size) }, 'signed a checkpoint');
    } catch (error) {
      this.#log.error({ err: error }, 'no checkpoint was signed');
    }
  }
}
