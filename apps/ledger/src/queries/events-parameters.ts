import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@subledger/adapty';
import { LedgerError } from '@subledger/domain';
import type { EntryKind } from '@subledger/read-models';
import type { EventsQuestion } from '@subledger/queries';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import {
  FormatParameter,
  InstantParameter,
  KindParameter,
  TextParameter,
} from './parameter.decorators.js';
import { PageParameters, worldOf } from './query-parameters.js';
import type { Format } from './rows/format.js';

const Text = (description: string, example?: string): PropertyDecorator =>
  TextParameter({ description, ...(example === undefined ? {} : { example }) });

const Moment = (description: string): PropertyDecorator =>
  InstantParameter({ description, example: '2026-01-01T00:00:00Z' });

/** For values that are spelled `true` and `false` in an address. */
const asBoolean = ({ value }: { value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

export class EventsParameters extends PageParameters {
  @Text("Only events of this customer's profiles and their chains.")
  readonly customer?: string;

  @Text(
    'Only events of this name: our name for it, or the one it came with.',
    'subscription_renewed',
  )
  readonly type?: string;

  @Text('Only events of this store.', 'app_store')
  readonly store?: string;

  @Text('Only events of this product.', 'pro.monthly')
  readonly product?: string;

  @Text('Only events of this transaction, or of the chain that began with it.', '1000')
  readonly transaction?: string;

  @KindParameter()
  readonly kind?: readonly EntryKind[];

  @ApiPropertyOptional({
    description: 'true: only events whose name is known. false: only the others.',
  })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean({ message: 'recognised must be true or false' })
  readonly recognised?: boolean;

  @Moment('Only events that were received at or after this instant.')
  readonly since?: string;

  @Moment('Only events that were received before this instant.')
  readonly until?: string;

  @Moment('Only events whose business time is this instant or later.')
  readonly occurredSince?: string;

  @Moment('Only events whose business time is before this instant.')
  readonly occurredUntil?: string;

  @ApiPropertyOptional({
    enum: ['oldest', 'newest'],
    default: 'oldest',
    description:
      'Where a list without a cursor begins: at the start of the log, or at the newest events.',
  })
  @IsOptional()
  @IsIn(['oldest', 'newest'], { message: 'from must be oldest or newest' })
  readonly from: 'oldest' | 'newest' = 'oldest';

  @FormatParameter('all that fits as a file, whatever the limit.')
  readonly format: Format = 'json';
}

/** @throws LedgerError `invalid-request` for a file that should begin with the newest events. */
export function eventsQuestionOf(parameters: EventsParameters): EventsQuestion {
  const { customer, type, store, product, transaction, kind, recognised, cursor } = parameters;
  if (parameters.format !== 'json' && parameters.from === 'newest')
    throw new LedgerError('invalid-request', 'from=newest gives a page: ask for it as json.');
  return defined<EventsQuestion>({
    ...worldOf(parameters),
    newest: parameters.from === 'newest',
    limit: parameters.limit,
    customerUserId: customer,
    type,
    store,
    productId: product,
    transactionId: transaction,
    kinds: kind,
    recognised,
    cursor,
    since: readInstant(parameters.since),
    until: readInstant(parameters.until),
    occurredSince: readInstant(parameters.occurredSince),
    occurredUntil: readInstant(parameters.occurredUntil),
  });
}

/** Without the members that were not given. */
const defined = <T extends object>(members: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
