import { expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { buyerOf } from './buyer.js';

it('a transaction does not belong to the one of whom only an event with an unknown name speaks', () => {
  const purchase = without(news('subscription_started', day('01')), 'profileId');
  const unknown = news('unrecognised', day('01', '11'), { profileId: 'other' });
  const renewed = news('subscription_renewed', day('02'), { transactionId: '1001' });
  expect(buyerOf(purchase, [purchase, unknown], [purchase, unknown, renewed])).toBe('buyer');
  expect(buyerOf(purchase, [purchase, unknown], [purchase, unknown])).toBeUndefined();
});
