import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { QUERY_HANDLERS } from '@subledger/queries';
import { CustomersController } from './customers.controller.js';
import { EventsController } from './events.controller.js';
import { ProfilesController } from './profiles.controller.js';

/** The controllers that ask the read models. */
@Module({
  imports: [CqrsModule],
  controllers: [CustomersController, EventsController, ProfilesController],
  providers: [...QUERY_HANDLERS],
})
export class QueriesModule {}
