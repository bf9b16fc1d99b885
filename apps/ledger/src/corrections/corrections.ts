import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Configuration } from '@subledger/configuration';
import { type Environment, LedgerError, type Position } from '@subledger/domain';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { AnnotateCustomer, type ByHandResult, SupersedeEvent } from '@subledger/ingestion';
import { GetEvent, GetStatus } from '@subledger/queries';
import { refusal } from '../http/refusal.js';
import { CLOCK, type Clock } from '../clock.js';
import type { AnnotationBody, SupersedeBody } from './bodies.js';

/** An event recorded a moment ago may be corrected at once, so the read model is waited for. */
const WAIT_MS = 5_000;
/** The only scope that these routes accept. */
const SCOPE = 'admin';

/** Finds what a person's statement is about, and has it recorded. */
@Injectable()
export class Corrections {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly configuration: Configuration,
  ) {}

  /** @throws LedgerError `not-found`, and whatever recording throws. */
  async supersede(
    eventId: string,
    { by, why, replacement }: SupersedeBody,
    idempotencyKey?: string,
  ): Promise<ByHandResult> {
    const wrong = await this.queries.execute(new GetEvent(eventId, await this.#upToDate()));
    return this.commands.execute(
      new SupersedeEvent({
        ...this.#stamp(wrong.environment, by, idempotencyKey),
        why,
        eventId: wrong.eventId,
        stream: wrong.stream,
        replacement: replacement === null ? null : textOf(replacement),
        names: this.configuration.eventNames,
      }),
    );
  }

  /** @throws LedgerError `not-found` for a customer or an event that the ledger does not know. */
  async annotate(
    customerUserId: string,
    { environment, by, text, eventId }: AnnotationBody,
    idempotencyKey?: string,
  ): Promise<ByHandResult> {
    const whom = { kind: 'customer', customerUserId } as const;
    const upToDate = await this.#upToDate();
    const { profiles } = await this.queries.execute(
      new GetStatus({ environment, whom, ...upToDate }),
    );
    const [profileId] = profiles;
    if (profileId === undefined)
      throw new LedgerError('not-found', 'No recorded event that counts names this customer.');
    const about =
      eventId === undefined ? null : await this.queries.execute(new GetEvent(eventId, upToDate));
    return this.commands.execute(
      new AnnotateCustomer({
        ...this.#stamp(environment, by, idempotencyKey),
        text,
        customerUserId,
        profileId,
        eventId: about?.eventId ?? null,
      }),
    );
  }

  async #upToDate(): Promise<{ readonly timeoutMs: number; readonly minPosition?: Position }> {
    const head = await this.store.head();
    return { timeoutMs: WAIT_MS, ...(head === null ? {} : { minPosition: head }) };
  }

  #stamp(environment: Environment, by: string, idempotencyKey: string | undefined) {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    return { environment, by, scope: SCOPE, receivedAt: this.now(), ...key };
  }
}

/** @throws LedgerError `invalid-request` for a body that is nested too deeply to serialise. */
function textOf(replacement: object): string {
  try {
    return JSON.stringify(replacement);
  } catch {
    throw refusal('replacement is nested too deeply');
  }
}
