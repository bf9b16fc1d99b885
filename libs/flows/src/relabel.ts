import { createHash } from 'node:crypto';
import type { Flow, FlowExpectation, WebhookBody } from './flow.js';

type Rename = (id: string) => string;

/**
 * A copy of `flow` with customers, profiles, events and transactions of its own, renamed consistently in what is
 * delivered and in what is expected, so that many flows, or many copies of one, can share a ledger. The same label
 * gives the same ids; two labels share none.
 *
 * @param label in every customer's id, after an `@`: `user-a` becomes `user-a@label`.
 * @throws RangeError for a label that is empty or contains an `@`, which could make two customers collide.
 */
export function relabel(flow: Flow, label: string): Flow {
  if (label === '' || label.includes('@'))
    throw new RangeError('A label must be a non-empty text without @.');
  const customer: Rename = (id) => `${id}@${label}`;
  const uuid: Rename = (id) => uuidOf(digest(label, id));
  const transaction: Rename = (id) => transactionOf(label, id);
  const byField: Readonly<Record<string, Rename>> = {
    customer_user_id: customer,
    profile_id: uuid,
    profile_event_id: uuid,
    transaction_id: transaction,
    original_transaction_id: transaction,
  };
  return {
    ...flow,
    steps: flow.steps.map((step) => ({
      ...step,
      deliver: step.deliver.map((body) => renamed(body, byField) as WebhookBody),
      expect: renamedExpectation(step.expect, customer, transaction),
    })),
  };
}

/** The value with every id in it renamed, wherever its field is in a body; null stays null. */
function renamed(value: unknown, byField: Readonly<Record<string, Rename>>): unknown {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, byField));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, held]): [string, unknown] => {
      const rename = Object.hasOwn(byField, field) ? byField[field] : undefined;
      const isId = rename !== undefined && typeof held === 'string' && held !== '';
      return [field, isId ? rename(held) : renamed(held, byField)];
    }),
  );
}

function renamedExpectation(
  { subscriptions, access, purchases, ...rest }: FlowExpectation,
  customer: Rename,
  transaction: Rename,
): FlowExpectation {
  return {
    ...rest,
    ...(subscriptions && { subscriptions: withKeys(subscriptions, transaction) }),
    ...(access && { access: withKeys(access, customer) }),
    ...(purchases && { purchases: withKeys(purchases, transaction) }),
  };
}

const withKeys = <T>(record: Readonly<Record<string, T>>, rename: Rename): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));

/** Eighteen digits, plus the `..0` suffix of a Google renewal if the original id had one. */
function transactionOf(label: string, id: string): string {
  const [purchase = '', ...renewal] = id.split('..');
  const digits = (BigInt(`0x${digest(label, purchase).slice(0, 16)}`) % 10n ** 17n) + 10n ** 17n;
  return [String(digits), ...renewal].join('..');
}

/** Hex; the list is hashed as JSON, so that no two lists are written alike. */
const digest = (label: string, id: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['relabel', label, id]))
    .digest('hex');

/** RFC 9562, version 8: a custom UUID. */
const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
