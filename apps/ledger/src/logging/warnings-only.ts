import { ConsoleLogger } from '@nestjs/common';

/**
 * What Nest logs before the ledger's own logger is there. Its lines about every module and route would bury the
 * one that matters at the start.
 */
export class WarningsOnly extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['warn'] });
  }

  override error(): void {
    // An error is thrown as well, and whoever catches it reports it in one line.
  }
}
