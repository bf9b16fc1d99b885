import { Command, CommandBus, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { type Environment, ENVIRONMENTS, type ErrorCode, LedgerError } from '@subledger/domain';
import {
  ListQuarantine,
  type Page,
  type PageRequest,
  type QuarantineAnswer,
} from '@subledger/queries';
import { isDatabaseFault } from '@subledger/read-models';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { NOT_WAITING, RetryQuarantined } from './retry-quarantined.js';

/** How many bodies of quarantine were tried again. */
export interface QuarantineRetried {
  readonly tried: number;
  /** Readable now: recorded, or recorded before. */
  readonly recorded: number;
  /** Whether some were not tried: because they are many, or the log or the read model of quarantine is away. */
  readonly more: boolean;
}

/** Try again what is in quarantine and was not recorded yet, the oldest first, a bounded number. Never fails. */
export class RetryAllQuarantined extends Command<QuarantineRetried> {}

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

@CommandHandler(RetryAllQuarantined)
export class RetryAllQuarantinedHandler implements ICommandHandler<RetryAllQuarantined> {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @InjectPinoLogger(RetryAllQuarantined.name) private readonly log: PinoLogger,
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
