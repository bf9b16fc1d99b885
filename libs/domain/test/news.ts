import type { Fact, FactType } from '../src/fact.js';
import type { Instant } from '../src/instant.js';

/** The first instant of a day of 2026. */
export const day = (month: string, of = '01'): Instant =>
  `2026-${month}-${of}T00:00:00.000000Z` as Instant;

/** News of a chain, heard at once; of its purchase of 1 January where nothing else is said. */
export const news = (type: FactType, occurredAt: Instant, said: Partial<Fact> = {}): Fact => ({
  eventId: `${type} ${occurredAt} ${said.profileId ?? ''}`,
  environment: 'production',
  type,
  name: type,
  occurredAt,
  recordedAt: occurredAt,
  profileId: 'buyer',
  chain: { store: 'app_store', originalTransactionId: '1000' },
  transactionId: '1000',
  productId: 'pro.monthly',
  purchasedAt: day('01'),
  ...said,
});

/** News that leaves something out. */
export const without = (fact: Fact, ...names: (keyof Fact)[]): Fact => {
  const left = Object.entries(fact).filter(([name]) => !names.includes(name as keyof Fact));
  return Object.fromEntries(left) as unknown as Fact;
};
