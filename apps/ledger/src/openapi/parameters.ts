import { ENVIRONMENTS } from '@subledger/domain';

/** Parameters of several operations, described once for all of them. */
export const ENVIRONMENT = {
  enum: ENVIRONMENTS,
  default: 'production',
  description: 'Which of the two environments this is about: they share nothing.',
} as const;

export const CUSTOMER_USER_ID = {
  name: 'customerUserId',
  description: 'Your own id of the customer, percent-encoded and compared exactly.',
} as const;

export const PROFILE_ID = {
  name: 'profileId',
  description: "Adapty's id of the profile.",
} as const;

export const ACCESS_LEVEL = {
  name: 'level',
  description: 'The id of the access level in Adapty.',
  example: 'premium',
} as const;

export const STORE = {
  name: 'store',
  description: 'The store of the chain, as webhooks name it.',
  example: 'app_store',
} as const;

export const ORIGINAL_TRANSACTION_ID = {
  name: 'originalTransactionId',
  description: 'The transaction that the chain began with.',
} as const;

export const EVENT_ID = {
  name: 'eventId',
  description: 'The id that the answer to the delivery gave.',
  format: 'uuid',
} as const;

export const PROJECTION = {
  name: 'name',
  description: 'The projection.',
  enum: ['lifecycle', 'timeline', 'quarantine'],
};

export const REBUILD = {
  name: 'build',
  description: 'The number that starting the rebuild returned.',
  type: Number,
} as const;
