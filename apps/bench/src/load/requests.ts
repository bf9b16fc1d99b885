import { Ids } from '../lifecycles/ids.js';
import { lifecycleEvents } from '../lifecycles/events.js';

const HOST = 'Host: 127.0.0.1\r\n';

/** The head of a webhook request, by body length. */
export const webhookHead =
  (secret: string) =>
  (length: number): Buffer =>
    Buffer.from(
      `POST /webhooks/adapty/production HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n` +
        `Authorization: ${secret}\r\nContent-Length: ${length}\r\n\r\n`,
    );

export const question = (path: string, apiKey: string): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\n${HOST}Authorization: Bearer ${apiKey}\r\n\r\n`);

export const accessPath = (customerUserId: string): string =>
  `/v1/customers/${encodeURIComponent(customerUserId)}/access/premium`;

/** The customers in a log of this seed and size. */
export function customersIn(seed: number, events: number): readonly string[] {
  const customers = new Set<string>();
  for (const { life } of lifecycleEvents(seed, events)) {
    const { customerUserId } = new Ids(life.customer, 0);
    if (customerUserId !== null) customers.add(customerUserId);
  }
  return [...customers];
}
