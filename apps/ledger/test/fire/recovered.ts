import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { StatusAnswer } from '@subledger/queries';
import { answerAfter, CUSTOMERS, customerOf } from '../renewals.js';
import { ask, READ_KEY, recordedEvents } from '../running-ledger.js';
import { faultsIn, NO_FAULTS } from './log-faults.js';
import type { Sender } from './sender.js';

interface Server {
  readonly url: string;
}

const READ = { Authorization: `Bearer ${READ_KEY}` };

/** Polls until it holds: longer than a projection waits at most before it tries again. */
export async function eventually(what: string, holds: () => Promise<boolean>, limitMs = 45_000) {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`After ${limitMs} ms still not: ${what}`);
    await wait(10);
  }
}

const untilReady = ({ url }: Server): Promise<void> =>
  eventually(
    'the ledger is ready',
    async () => (await ask({ url }, '/health/ready')).status === 200,
  );

/** Every webhook is acknowledged, the log holds each of them once, and the customers' answers take them all in. */
export async function expectNothingLost(
  ledger: Server,
  log: Parameters<typeof recordedEvents>[0],
  sender: Sender,
): Promise<void> {
  await sender.settle(ledger.url);
  expect([sender.inDoubt.size, sender.receipts.size]).toEqual([0, sender.numbersUsed]);
  const events = await recordedEvents(log);
  expect(faultsIn(events, sender)).toEqual(NO_FAULTS);
  expect(events).toHaveLength(sender.numbersUsed);
  for (let number = 0; number < CUSTOMERS; number += 8)
    await expectAnswer(ledger, customerOf(number), sender.numbersUsed, events.at(-1)?.position);
  await untilReady(ledger);
}

async function expectAnswer(
  ledger: Server,
  customer: string,
  recorded: number,
  last: string | undefined,
): Promise<void> {
  const wanted = answerAfter(recorded, customer);
  const query = new URLSearchParams({
    at: wanted.currentPeriodStartsAt,
    ...(last === undefined ? {} : { minPosition: last, timeoutMs: '30000' }),
  });
  const path = `/v1/customers/${customer}?${query.toString()}`;
  const { status, body } = await ask(ledger, path, READ);
  expect([status, body.lag]).toEqual([200, 0]);
  const { revenue, subscriptions } = body as unknown as StatusAnswer;
  const [held] = subscriptions;
  expect({
    revenueUsd: revenue.usd,
    currentPeriodStartsAt: held?.currentPeriodStartsAt,
    currentPeriodEndsAt: held?.currentPeriodEndsAt,
  }).toEqual(wanted);
}
