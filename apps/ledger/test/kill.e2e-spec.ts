import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StatusAnswer } from '@subledger/queries';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { answerAfter, CUSTOMERS, customerOf, renewal } from './renewals.js';
import { ask, PRODUCTION_SECRET, READ_KEY, recordedEvents } from './running-ledger.js';

const KILLS = 20;
const CONNECTIONS = 64;
const SEED = 'kill';
const LONGEST_LIFE_MS = 300;
/** So many more than a machine can post in that time that it is no limit, only a bound. */
const MOST_RENEWALS = 100_000;
const TIME_LIMIT_MS = 240_000;

/** A number from 0 (inclusive) to 1 (exclusive), the same one for the same round. */
const lot = (round: number): number =>
  createHash('sha256').update(`${SEED} ${round}`).digest().readUInt32BE() / 2 ** 32;

interface Receipt {
  readonly outcome: string;
  readonly eventId: string;
  readonly position: string;
}

let dataDir: string;
/** The one that runs now, or ran last. */
let ledger: BuiltLedger | undefined;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-kill-'));
});
afterAll(async () => {
  await ledger?.kill();
  rmSync(dataDir, { recursive: true });
});

/** Posts renewals and remembers, over all lives of the ledger, which of them were acknowledged. */
class Sender {
  readonly receipts = new Map<number, Receipt>();
  /** Sent, and not answered: recorded or not, and to be sent again. */
  readonly inDoubt = new Set<number>();
  numbersUsed = 0;

  /** Posts over 64 connections until the ledger is gone, what is in doubt first. */
  postUntilGone = (url: string): Promise<void> =>
    this.#post(url, () =>
      this.numbersUsed < MOST_RENEWALS ? (this.numbersUsed += 1) - 1 : undefined,
    );

  /** Posts again what is in doubt, and nothing new. */
  settle = (url: string): Promise<void> => this.#post(url, () => undefined);

  async #post(url: string, next: () => number | undefined): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const again = [...this.inDoubt];
    const connection = async (): Promise<void> => {
      for (;;) {
        const number = again.shift() ?? next();
        if (number === undefined) return;
        this.inDoubt.add(number);
        const receipt = await post(url, agent, renewal(number));
        if (receipt === undefined) return;
        this.inDoubt.delete(number);
        this.receipts.set(number, receipt);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    agent.destroy();
  }
}

/** The answer to a webhook, or undefined where there is none, or not a whole one. */
function post(url: string, agent: Agent, body: string): Promise<Receipt | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Receipt | undefined>();
  const gone = (): void => {
    resolve(undefined);
  };
  const headers = { Authorization: PRODUCTION_SECRET, 'Content-Length': Buffer.byteLength(body) };
  const options = { agent, method: 'POST', headers };
  request(`${url}/webhooks/adapty/production`, options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    response.on('error', gone).on('end', () => {
      if (response.statusCode === 200) resolve(JSON.parse(text) as Receipt);
      else reject(new Error(`A webhook was answered ${response.statusCode ?? ''}: ${text}`));
    });
  })
    .on('error', gone)
    .end(body);
  return promise;
}

/** Every acknowledged renewal is in the log where its receipt says, and none is there twice. */
async function checkLog(sender: Sender): Promise<number> {
  const events = await recordedEvents({ dataDir });
  const byId = new Map(events.map((event) => [event.id, event]));
  const bodies = new Set(events.map(({ data }) => Buffer.from(data).toString()));
  expect([byId.size, bodies.size]).toEqual([events.length, events.length]);
  expect(events.filter(({ type }) => type !== 'delivery_accepted')).toEqual([]);
  const astray = [...sender.receipts].filter(([number, { eventId, position }]) => {
    const event = byId.get(eventId);
    const isThere = event !== undefined && Buffer.from(event.data).equals(bytesOf(number));
    return !isThere || event.position !== position;
  });
  expect(astray).toEqual([]);
  return events.length;
}

const bytesOf = (number: number): Buffer => Buffer.from(renewal(number));

const headers = { Authorization: `Bearer ${READ_KEY}` };

/** Some acknowledged events over HTTP, spread over all that there are. */
async function checkOverHttp({ url }: BuiltLedger, sender: Sender): Promise<void> {
  const receipts = [...sender.receipts.values()];
  const fifth = Math.ceil(receipts.length / 5);
  for (const { eventId, position } of receipts.filter((_, place) => place % fifth === 0)) {
    expect((await ask({ url }, `/v1/events/${eventId}`, headers)).body).toMatchObject({
      eventId,
      position,
      kind: 'event',
    });
  }
}

async function checkCustomer({ url }: BuiltLedger, customer: string, sender: Sender) {
  const wanted = answerAfter(sender.numbersUsed, customer);
  const at = wanted.currentPeriodStartsAt;
  const { body } = await ask({ url }, `/v1/customers/${customer}?at=${at}`, headers);
  const { revenue, subscriptions } = body as unknown as StatusAnswer;
  expect(subscriptions).toHaveLength(1);
  const [held] = subscriptions;
  expect({
    revenueUsd: revenue.usd,
    currentPeriodStartsAt: held?.currentPeriodStartsAt,
    currentPeriodEndsAt: held?.currentPeriodEndsAt,
  }).toEqual(wanted);
}

/** Ready once every projection has caught up with the log as it was at the start. */
async function ready({ url }: BuiltLedger): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await ask({ url }, '/health/ready')).status !== 200) {
    if (performance.now() > deadline) throw new Error('The ledger is not ready after 30 s.');
    await wait(20);
  }
}

describe('a ledger that is killed while 64 connections post', () => {
  it(
    `has every acknowledged event, once, after each of ${KILLS} kills`,
    async () => {
      const sender = new Sender();
      let sentAgain = 0;
      for (let round = 0; round < KILLS; round += 1) {
        ledger = await startBuiltLedger(dataDir);
        await checkLog(sender);
        const posting = sender.postUntilGone(ledger.url);
        await wait(lot(round) * LONGEST_LIFE_MS);
        await ledger.kill();
        await posting;
        sentAgain += sender.inDoubt.size;
      }
      // Otherwise the kills would have hit an idle server, and shown nothing.
      expect(sentAgain).toBeGreaterThan(KILLS * 10);
      expect(sender.receipts.size).toBeGreaterThan(KILLS * 10);

      ledger = await startBuiltLedger(dataDir);
      await sender.settle(ledger.url);
      expect([sender.inDoubt.size, sender.receipts.size]).toEqual([0, sender.numbersUsed]);
      expect(await checkLog(sender)).toBe(sender.numbersUsed);
      expect(await ledger.stop()).toBe(0);

      ledger = await startBuiltLedger(dataDir);
      await ready(ledger);
      expect(await checkLog(sender)).toBe(sender.numbersUsed);
      await checkOverHttp(ledger, sender);
      for (let number = 0; number < CUSTOMERS; number += 4)
        await checkCustomer(ledger, customerOf(number), sender);
      expect(await ledger.stop()).toBe(0);
    },
    TIME_LIMIT_MS,
  );
});
