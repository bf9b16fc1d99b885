import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { type Environment, ENVIRONMENTS, type ErrorCode, LedgerError } from '@subledger/domain';
import { type DeliveryResult, RecordDelivery } from '@subledger/ingestion';
import {
  GetEventBody,
  GetQuarantined,
  ListQuarantine,
  type Page,
  type PageRequest,
  type QuarantineAnswer,
} from '@subledger/queries';
import { CLOCK, type Clock } from '../webhooks/clock.js';

const NOT_WAITING = { timeoutMs: 0 };

/** Take a body from quarantine through ingestion again, as if its webhook came now. */
export class RetryQuarantined extends Command<DeliveryResult> {
  constructor(readonly eventId: string) {
    super();
  }
}

/** How many bodies of quarantine were tried again. */
export interface QuarantineRetried {
  readonly tried: number;
  /** Readable now: recorded, or recorded before. */
  readonly recorded: number;
  /** Whether there are more that were not tried: because these are many, or the log takes nothing now. */
  readonly more: boolean;
}

/** Try again what is in quarantine and was not recorded yet, the oldest first, a bounded number. */
export class RetryQuarantine extends Command<QuarantineRetried> {}

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

const TAKES_NOTHING: ReadonlySet<ErrorCode> = new Set([
  'store-unavailable',
  'store-full',
  'overloaded',
]);

const MOST_TRIED = 1_000;
const A_PAGE = 200;

@CommandHandler(RetryQuarantine)
export class RetryQuarantineHandler implements ICommandHandler<RetryQuarantine> {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  async execute(): Promise<QuarantineRetried> {
    let [tried, recorded] = [0, 0];
    for (const environment of ENVIRONMENTS)
      for await (const eventId of this.#unreadOf(environment)) {
        const outcome = tried === MOST_TRIED ? null : await this.#outcomeOf(eventId);
        if (outcome === null) return { tried, recorded, more: true };
        tried += 1;
        if (outcome !== 'quarantined') recorded += 1;
      }
    return { tried, recorded, more: false };
  }

  /** Null where the log takes nothing: a full disk, a store that is away, a process that only reads it. */
  async #outcomeOf(eventId: string): Promise<DeliveryResult['outcome'] | null> {
    try {
      return (await this.commands.execute(new RetryQuarantined(eventId))).outcome;
    } catch (error) {
      if (error instanceof LedgerError && TAKES_NOTHING.has(error.code)) return null;
      throw error;
    }
  }

  async *#unreadOf(environment: Environment): AsyncGenerator<string> {
    let page: PageRequest | null = { limit: A_PAGE };
    while (page !== null) {
      const found: Page<QuarantineAnswer> = await this.queries.execute(
        new ListQuarantine(environment, page, NOT_WAITING),
      );
      for (const { eventId, recordedAs } of found.items) if (recordedAs === null) yield eventId;
      page = found.nextCursor === null ? null : { limit: A_PAGE, cursor: found.nextCursor };
    }
  }
}
