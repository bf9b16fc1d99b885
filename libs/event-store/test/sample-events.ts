import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../src/index.js';

/** An event with an id of its own. */
export const newEvent = (changes: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'webhook_received',
  data: Buffer.from('{"event_type":"subscription_renewed"}'),
  metadata: { sha256: 'e3b0c442' },
  ...changes,
});

export const newEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, () => newEvent());

export const idsOf = (events: readonly { readonly id: string }[]): string[] =>
  events.map((event) => event.id);

/** A stream nobody else uses, in a category nobody else uses: logs outlive test runs. */
export const uniqueStream = (): string => `${uniqueCategory()}-profile`;

export const uniqueCategory = (): string => `test_${randomUUID().replaceAll('-', '')}`;

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
