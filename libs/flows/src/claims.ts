import type { Flow, FlowExpectation } from './flow.js';

/** One thing that an expectation says, in a form that can be compared with an answer. */
export type Claim =
  | {
      readonly about: 'subscription';
      readonly originalTransactionId: string;
      readonly field: string;
      readonly wanted: string | boolean | null;
    }
  | { readonly about: 'access'; readonly customer: string; readonly wanted: boolean }
  | {
      readonly about: 'purchase';
      readonly transactionId: string;
      readonly wanted: 'owned' | 'refunded';
    }
  /** Over all customers of the flow, in US dollars. */
  | { readonly about: 'revenue'; readonly wanted: string };

/** Every claim of an expectation separately, so that they can be counted and each can fail on its own. */
export function claimsOf(expectation: FlowExpectation): readonly Claim[] {
  const { subscriptions = {}, access = {}, purchases = {}, revenueUsd } = expectation;
  return [
    ...Object.entries(subscriptions).flatMap(([originalTransactionId, fields]) =>
      Object.entries(fields).map(([field, wanted]): Claim => ({
        about: 'subscription',
        originalTransactionId,
        field,
        wanted,
      })),
    ),
    ...Object.entries(access).map(([customer, wanted]): Claim => ({
      about: 'access',
      customer,
      wanted,
    })),
    ...Object.entries(purchases).map(([transactionId, wanted]): Claim => ({
      about: 'purchase',
      transactionId,
      wanted,
    })),
    ...(revenueUsd === undefined
      ? []
      : [{ about: 'revenue', wanted: String(revenueUsd) } satisfies Claim]),
  ];
}

/** Every customer that a flow delivers news of, shares access with or expects something of, in that order. */
export function customersOf(flow: Flow): readonly string[] {
  const named = flow.steps.flatMap(({ deliver }) =>
    deliver.flatMap((body) => [body, ...asList(body.profiles_sharing_access_level)]),
  );
  const expected = flow.steps.flatMap(({ expect }) => Object.keys(expect.access ?? {}));
  return [...new Set([...named.flatMap(customerOf), ...expected])];
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function customerOf(holder: unknown): readonly string[] {
  if (typeof holder !== 'object' || holder === null || !('customer_user_id' in holder)) return [];
  return typeof holder.customer_user_id === 'string' ? [holder.customer_user_id] : [];
}
