import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { type DeliveryResult, RecordDelivery } from '@subledger/ingestion';
import { GetEventBody, GetQuarantined } from '@subledger/queries';
import { CLOCK, type Clock } from '../clock.js';

export const NOT_WAITING = { timeoutMs: 0 };

/** Take a body from quarantine through ingestion again, as if its webhook came now. */
export class RetryQuarantined extends Command<DeliveryResult> {
  constructor(readonly eventId: string) {
    super();
  }
}

@CommandHandler(RetryQuarantined)
export class RetryQuarantinedHandler implements ICommandHandler<RetryQuarantined> {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws LedgerError `not-found`, and whatever a webhook meets. The entry in quarantine stays in the log. */
  async execute({ eventId }: RetryQuarantined): Promise<DeliveryResult> {
    const kept = await this.queries.execute(new GetQuarantined(eventId, NOT_WAITING));
    const body = await this.queries.execute(new GetEventBody(kept.eventId, NOT_WAITING));
    return this.commands.execute(
      new RecordDelivery(kept.environment, body, this.now(), kept.eventId),
    );
  }
}
