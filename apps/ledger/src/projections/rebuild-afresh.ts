import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type RebuildProgress, StartRebuild } from '@subledger/projections/operations';
import { type QuarantineRetried, RetryAllQuarantined } from './retry-all-quarantined.js';

/** A rebuild that has begun, and what became of quarantine then. */
export type RebuildStarted = RebuildProgress & { readonly quarantine: QuarantineRetried };

/** Rebuild with all that can be read today: what has become readable in quarantine is recorded, and picked up by it. */
export class RebuildAfresh extends Command<RebuildStarted> {
  constructor(
    readonly projection: string,
    readonly hold: boolean,
  ) {
    super();
  }
}

@CommandHandler(RebuildAfresh)
export class RebuildAfreshHandler implements ICommandHandler<RebuildAfresh> {
  constructor(private readonly commands: CommandBus) {}

  /** @throws LedgerError `not-found`, `rebuild-running`: then nothing was begun. */
  async execute({ projection, hold }: RebuildAfresh): Promise<RebuildStarted> {
    // Quarantine comes second, and never fails: whoever is told of an error believes that no rebuild has begun.
    const started = await this.commands.execute(new StartRebuild(projection, hold));
    return { ...started, quarantine: await this.commands.execute(new RetryAllQuarantined()) };
  }
}
