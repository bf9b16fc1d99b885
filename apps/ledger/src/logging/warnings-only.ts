import { ConsoleLogger } from '@nestjs/common';

/**
 * What Nest says before the ledger's own log is there. Its lines about every module and route would bury the one that
 * matters at the start.
 */
export class WarningsOnly extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['warn'] });
  }

  override error(): void {
    // A fault is thrown as well, and told in a line by whoever catches it.
  }
}
