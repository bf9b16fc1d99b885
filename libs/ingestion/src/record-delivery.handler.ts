import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { type DeliveryResult, RecordDelivery } from './delivery.js';
import { Quarantine } from './quarantine.js';
import { triage } from './triage.js';
import { DirectRecorder } from './direct-recorder.js';
import { Recorder } from './recorder.js';

/**
 * The one use case of ingestion. It resolves only when the delivery is durable, or when nothing had to be
 * recorded.
 *
 * @throws LedgerError `store-unavailable`, `store-full`, `shutting-down` or `overloaded`: it is not certain that
 * anything was recorded, and the sender should try again.
 */
@CommandHandler(RecordDelivery)
export class RecordDeliveryHandler implements ICommandHandler<RecordDelivery> {
  readonly #recorder: Recorder | DirectRecorder;
  readonly #quarantine: Quarantine;
  #underWay = 0;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    const appendOnce = store.appendOnce?.bind(store);
    this.#recorder = appendOnce ? new DirectRecorder(appendOnce) : new Recorder(store);
    this.#quarantine = new Quarantine(store);
  }

  /** How many deliveries are being recorded, or are waiting for their turn. */
  get underWay(): number {
    return this.#underWay;
  }

  async execute(delivery: RecordDelivery): Promise<DeliveryResult> {
    this.#underWay += 1;
    try {
      const finding = triage(delivery);
      switch (finding.kind) {
        case 'verification':
          return { outcome: 'verification', answer: finding.answer };
        case 'unusable':
          return await this.#quarantine.keep(delivery, finding);
        case 'event':
          return named(await this.#recorder.record(delivery, finding), finding.eventName);
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
