import { expect, it } from '@jest/globals';
import { type EventStore, openSqliteEventStore } from '@subledger/event-store';
import { logIn, temporaryFolder } from '../../test/sample-ledger.js';
import { AppendInOrder } from './append-in-order.js';

const EVENTS = 1_400;

/** Each in a stream of its own, and so in an append of its own. */
const eventOf = (number: number) => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  stream: `production-${number}`,
  revision: 0n,
  type: 'delivery_accepted',
  metadata: {},
  data: Buffer.alloc(1_700, number),
});

const numbersUpTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

async function appendAll(store: EventStore): Promise<void> {
  const writing = new AppendInOrder(store);
  for (const number of numbersUpTo(EVENTS)) await writing.add(eventOf(number));
  await writing.end();
}

async function numbersIn(store: EventStore): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { id } of store.readLog()) numbers.push(Number(id.slice(-12)));
  return numbers;
}

it.each([1_000_000, 1_400_000, 1_700_000, 2_000_000, 2_400_000])(
  'a disk that is full at %i bytes leaves the beginning in the log, from where the next one goes on',
  async (maxFileBytes) => {
    const file = logIn(temporaryFolder());
    const small = await openSqliteEventStore({ file, maxFileBytes });
    await expect(appendAll(small)).rejects.toMatchObject({ code: 'store-full' });
    const there = await numbersIn(small);
    expect(there).toEqual(numbersUpTo(there.length));
    expect(there.length).toBeLessThan(EVENTS);
    await small.close();

    const enlarged = await openSqliteEventStore({ file });
    await appendAll(enlarged);
    expect(await numbersIn(enlarged)).toEqual(numbersUpTo(EVENTS));
    await enlarged.close();
  },
);
