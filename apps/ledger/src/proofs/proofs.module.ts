import {
  type BeforeApplicationShutdown,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ProofKeeper } from './proof-keeper.js';
import { ProofMetrics } from './proof-metrics.js';
import { ProofsController } from './proofs.controller.js';

/** The tree of hashes over the log, and what it proves. Nothing that is recorded or answered waits for it. */
@Module({ controllers: [ProofsController], providers: [ProofKeeper, ProofMetrics] })
export class ProofsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #keeper: ProofKeeper;

  constructor(keeper: ProofKeeper) {
    this.#keeper = keeper;
  }

  onApplicationBootstrap(): void {
    this.#keeper.start();
  }

  /** Before the store closes: what is recorded from now on is taken in at the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#keeper.stop();
  }
}
