import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { type DeliveryResult, RecordDelivery } from './delivery.js';
import { Quarantine } from './quarantine.js';
import { triage } from './triage.js';
import { RECORDER, type Recorder, recorderOver } from './recorder.js';

/**
 * The main use case of ingestion, beside what people record by hand. It resolves only when the delivery is durable, or
 * when nothing had to be recorded.
 *
 * @throws LedgerError `store-unavailable`, `store-full`, `shutting-down` or `overloaded`: it is not certain that
 * anything was recorded, and the sender should try again.
 */
@CommandHandler(RecordDelivery)
export class RecordDeliveryHandler implements ICommandHandler<RecordDelivery> {
  readonly #recorder: Recorder;
  readonly #quarantine: Quarantine;
  #underWay = 0;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(RECORDER) recorder: Recorder = recorderOver(store),
  ) {
    this.#recorder = recorder;
    this.#quarantine = new Quarantine(store);
  }

  /** How many deliveries are being recorded, or are waiting for their turn. */
  get underWay(): number {
    return this.#underWay;
  }

  async execute(delivery: RecordDelivery): Promise<DeliveryResult> {
    this.#underWay += 1;
    try {
      const triaged = triage(delivery);
      switch (triaged.kind) {
        case 'verification':
          return { outcome: 'verification', answer: triaged.answer };
        case 'unusable':
          return await this.#quarantine.keep(delivery, triaged);
        case 'event':
          return named(await this.#recorder.record(delivery, triaged), triaged.eventName);
      }
    } finally {
      this.#underWay -= 1;
    }
  }
}

const named = (result: DeliveryResult, eventName: string | undefined): DeliveryResult =>
  eventName === undefined || result.outcome === 'quarantined' || result.outcome === 'verification'
    ? result
    : { ...result, eventName };
