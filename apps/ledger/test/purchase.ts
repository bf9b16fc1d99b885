import { randomUUID } from 'node:crypto';
import type { StatusAnswer } from '@subledger/queries';
import { RUN } from './brought.js';
import {
  type Answer,
  ask,
  deliver,
  type DeliverOptions,
  READ_KEY,
  type RunningLedger,
} from './running-ledger.js';

type Fields = Readonly<Record<string, unknown>>;

/** A customer of its own, with what one purchase of a subscription would say of it. */
export interface Buyer {
  readonly customer: string;
  readonly profileId: string;
  readonly transactionId: string;
}

let buyers = 0;
export const newBuyer = (given: Partial<Buyer> = {}): Buyer => {
  buyers += 1;
  return {
    customer: `buyer-${buyers}${RUN}`,
    profileId: randomUUID(),
    transactionId: `T${buyers}${RUN}`,
    ...given,
  };
};

/** The start of a month's subscription; `inner` and `root` replace or add fields, undefined leaves one out. */
export const purchase = (buyer: Buyer, inner: Fields = {}, root: Fields = {}): Fields => ({
  profile_id: buyer.profileId,
  customer_user_id: buyer.customer,
  event_type: 'subscription_started',
  event_datetime: '2026-01-01T00:00:00.000000+0000',
  ...root,
  event_properties: {
    profile_event_id: randomUUID(),
    profile_id: buyer.profileId,
    event_datetime: '2026-01-01T00:00:00.000000+0000',
    environment: 'Production',
    store: 'app_store',
    vendor_product_id: 'pro.monthly',
    transaction_id: buyer.transactionId,
    original_transaction_id: buyer.transactionId,
    purchase_date: '2026-01-01T00:00:00.000000+0000',
    subscription_expires_at: '2026-02-01T00:00:00.000000+0000',
    price_usd: 9.99,
    ...inner,
  },
});

/** Puts a JSON text into a body as it is, such as a number with more digits than a float has. */
export const literal = (json: string): string => `literal ${Buffer.from(json).toString('hex')}`;

/** The body's JSON, with every literal as it is. */
export const jsonOf = (body: Fields): string =>
  JSON.stringify(body).replaceAll(/"literal ([\da-f]*)"/g, (_, hex: string) =>
    Buffer.from(hex, 'hex').toString(),
  );

export const AUTHORIZED = { Authorization: `Bearer ${READ_KEY}` };

/** A ledger's webhook and its answers, each of them after everything that was delivered before. */
export class Conversation {
  readonly #ledger: () => RunningLedger;
  #position = '0';

  constructor(ledger: () => RunningLedger) {
    this.#ledger = ledger;
  }

  /** The position of the last delivery. */
  get position(): string {
    return this.#position;
  }

  /** Delivers a body as JSON. */
  async tell(body: Fields, options: DeliverOptions = {}): Promise<Answer> {
    const answer = await deliver(this.#ledger(), jsonOf(body), options);
    if (typeof answer.body.position === 'string') this.#position = answer.body.position;
    return answer;
  }

  /** Delivers a body that must be accepted. Gives the event's id. */
  async record(body: Fields): Promise<string> {
    const { status, body: answer } = await this.tell(body);
    if (status !== 200 || answer.outcome !== 'accepted')
      throw new Error(`A delivery was answered ${status}: ${JSON.stringify(answer)}`);
    return String(answer.eventId);
  }

  /** Asks after the last delivery is taken in. */
  async ask(path: string, parameters: Record<string, string> = {}): Promise<Answer> {
    const query = new URLSearchParams({ minPosition: this.#position, ...parameters });
    return ask(this.#ledger(), `${path}?${query.toString()}`, AUTHORIZED);
  }

  /** What holds for the buyer in January 2026. */
  async statusOf({ customer }: Pick<Buyer, 'customer'>, at = '2026-01-15'): Promise<StatusAnswer> {
    const path = `/v1/customers/${encodeURIComponent(customer)}`;
    const { status, body } = await this.ask(path, { at: `${at}T00:00:00Z` });
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${String(body.detail)}`);
    return body as unknown as StatusAnswer;
  }
}
