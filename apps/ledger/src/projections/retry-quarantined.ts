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
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { isDatabaseFault } from '@subledger/read-models';
import { CLOCK, type Clock } from '../clock.js';

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
  /** Whether some were not tried: because they are many, or the log or the read model of quarantine is away. */
  readonly more: boolean;
}

/** Try again what is in quarantine and was not recorded yet, the oldest first, a bounded number. Never fails. */
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

const AWAY: ReadonlySet<ErrorCode> = new Set([
  'store-unavailable',
  'store-full',
  'overloaded',
  'shutting-down',
  'read-models-unavailable',
]);
const isAway = (error: unknown): boolean =>
  isDatabaseFault(error) || (error instanceof LedgerError && AWAY.has(error.code));

const MOST_TRIED = 1_000;
const A_PAGE = 200;

@CommandHandler(RetryQuarantine)
export class RetryQuarantineHandler implements ICommandHandler<RetryQuarantine> {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @InjectPinoLogger(RetryQuarantine.name) private readonly log: PinoLogger,
  ) {}

  async execute(): Promise<QuarantineRetried> {
    let [tried, recorded] = [0, 0];
    try {
      for (const environment of ENVIRONMENTS)
        for await (const eventId of this.#unreadOf(environment)) {
          if (tried === MOST_TRIED) return { tried, recorded, more: true };
          if (await this.#isRecorded(eventId)) recorded += 1;
          tried += 1;
        }
    } catch (error) {
      this.log.warn({ err: error }, 'quarantine was not tried to its end');
      return { tried, recorded, more: true };
    }
    return { tried, recorded, more: false };
  }

  /** @throws what the others would meet as well. What fails by itself keeps no other from being tried. */
  async #isRecorded(eventId: string): Promise<boolean> {
    try {
      const { outcome } = await this.commands.execute(new RetryQuarantined(eventId));
      return outcome !== 'quarantined';
    } catch (error) {
      if (isAway(error)) throw error;
      this.log.warn({ err: error, eventId }, 'a body in quarantine could not be tried');
      return false;
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
