import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { streamOfProfile, writeByHand } from '@subledger/adapty';
import { RECORDED_TYPES } from '@subledger/domain';
import { EVENT_STORE, type EventStore } from '@subledger/event-store';
import { AnnotateCustomer, type ByHandResult } from './by-hand.js';
import { recordByHand } from './record-by-hand.js';

@CommandHandler(AnnotateCustomer)
export class AnnotateCustomerHandler implements ICommandHandler<AnnotateCustomer> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ request }: AnnotateCustomer): Promise<ByHandResult> {
    const { environment, by, text, scope, customerUserId, profileId, eventId } = request;
    const data = writeByHand({ by, text, scope, customerUserId, profileId, eventId });
    return recordByHand(this.store, request, {
      stream: streamOfProfile(environment, profileId),
      identity: ['annotate', customerUserId, by, text, eventId ?? ''],
      draft: () => ({ type: RECORDED_TYPES.annotated, data }),
    });
  }
}
