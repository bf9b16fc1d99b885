import {
  type BeforeApplicationShutdown,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ProofKeeper } from './proof-keeper.js';
import { ProofMetrics } from './proof-metrics.js';
import { ProofsController } from './proofs.controller.js';

/** The tree of hashes over the log, and what it proves. Neither recording nor answering waits for it. */
@Module({ controllers: [ProofsController], providers: [ProofKeeper, ProofMetrics] })
export class ProofsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #keeper: ProofKeeper;

  constructor(keeper: ProofKeeper) {
    this.#keeper = keeper;
  }

  onApplicationBootstrap(): void {
    this.#keeper.start();
  }

  /** Before the store closes: the next start includes what is recorded from now on. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#keeper.stop();
  }
}
