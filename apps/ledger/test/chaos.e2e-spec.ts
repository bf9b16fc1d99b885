import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { customersOf, flows, relabel, type WebhookBody } from '@subledger/flows';
import type { Projection } from '@subledger/projections';
import { randomSource } from '../../../libs/event-store/test/random-source.js';
import type { AppendFault } from '../../../libs/event-store/test/wire-server/commands.js';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { openEventStoreDb } from '@subledger/event-store';
import { ledgerProjections } from '../src/read-side/ledger-projections.js';
import { ask, deliver, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

const WEBHOOKS = 1_500;
const SENDERS = 24;
/** Some time of quiet between two disasters, or nothing would ever be recorded. */
const LONGEST_QUIET_MS = 120;

const FAULTS: readonly AppendFault[] = [
  { kind: 'commit-then-drop' },
  { kind: 'commit-then-hang' },
  { kind: 'hang' },
  { kind: 'error', code: status.UNAVAILABLE },
  { kind: 'error', code: status.ABORTED, exception: 'timeout' },
];

/** Flow after flow under labels of their own, until there are enough webhooks. */
const { bodies, customers } = webhooks();

function webhooks(): { bodies: readonly WebhookBody[]; customers: readonly string[] } {
  const all = Array.from({ length: 12 }, (_, copy) =>
    flows.map((flow) => relabel(flow, `chaos-${copy}`)),
  ).flat();
  const deliveries = all.flatMap((flow) =>
    flow.steps.flatMap((step) => step.deliver.map((body) => ({ flow, body }))),
  );
  const taken = deliveries.slice(0, WEBHOOKS);
  // The last flow is cut off: its customers have an answer all the same.
  const asked = new Set(taken.map(({ flow }) => flow));
  return {
    bodies: taken.map(({ body }) => body),
    customers: [...asked].filter((_, place) => place % 7 === 0).flatMap(customersOf),
  };
}

describe('1,500 webhooks, with a log that dies at random, drops replies, and projections that fail', () => {
  const expected = answersOfTheEmbeddedLedger();

  it.each(Array.from({ length: 10 }, (_, seed) => seed))(
    'end as 1,500 events, and in the answers of the embedded ledger: seed %i',
    async (seed) => {
      const draw = randomSource(seed);
      const server = await WireServer.open();
      const ledger = await runLedger(
        { EVENT_STORE_URL: server.url },
        {
          // Short limits, so that a budget is spent now and then and the sender comes again.
          openEventStore: () =>
            openEventStoreDb({ url: server.url, attemptTimeoutMs: 100, appendBudgetMs: 300 }),
          projections: (names) => ledgerProjections(names).map((one) => failing(one, draw)),
        },
      );
      const calm = new AbortController();
      const disasters = wreak(server, draw, calm.signal);
      const last = await deliverAll(ledger, shuffled(bodies, draw));
      calm.abort();
      expect(await disasters).toBeGreaterThan(0);

      const recorded = (await server.log()).filter(({ stream }) => stream.startsWith('production'));
      expect(recorded).toHaveLength(WEBHOOKS);
      expect(await answersOf(ledger, last)).toEqual(await expected);
      await ledger.remove();
      await server.close();
    },
    120_000,
  );
});

async function answersOfTheEmbeddedLedger(): Promise<Record<string, unknown>> {
  const embedded = await runLedger();
  const last = await deliverAll(embedded, bodies);
  const answers = await answersOf(embedded, last);
  await embedded.remove();
  return answers;
}

/** Several senders at once; each offers a webhook until it is taken. Gives the last position. */
async function deliverAll(ledger: RunningLedger, all: readonly WebhookBody[]): Promise<string> {
  const left = [...all];
  const positions: string[] = [];
  const send = async (): Promise<void> => {
    for (let body = left.pop(); body !== undefined; body = left.pop())
      positions.push(await deliverUntilTaken(ledger, body));
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  return positions.reduce((a, b) => (commitOf(a) > commitOf(b) ? a : b));
}

const commitOf = (position: string): bigint => BigInt(position.split('/')[0] ?? '0');

async function deliverUntilTaken(ledger: RunningLedger, body: WebhookBody): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { status: code, body: answer } = await deliver(ledger, body);
    if (code === 200) return String(answer.position);
    expect(code).toBe(503);
    await wait(20);
  }
  throw new Error('A webhook was never taken.');
}

/** What some customers are told, without what moves from one run to the next. */
async function answersOf(
  ledger: RunningLedger,
  minPosition: string,
): Promise<Record<string, unknown>> {
  const told = await Promise.all(
    customers.map(async (customer) => {
      const query = `at=2026-02-15T00:00:00Z&minPosition=${minPosition}&timeoutMs=30000`;
      const { body } = await ask(ledger, `/v1/customers/${encodeURIComponent(customer)}?${query}`, {
        Authorization: `Bearer ${READ_KEY}`,
      });
      const { position, lag, ...answer } = body;
      expect([typeof position, typeof lag]).not.toContain('undefined');
      return [customer, answer] as const;
    }),
  );
  return Object.fromEntries(told);
}

async function wreak(server: WireServer, draw: () => number, calm: AbortSignal): Promise<number> {
  let deaths = 0;
  while (!calm.aborted) {
    await wait(draw() * LONGEST_QUIET_MS);
    const fault = FAULTS[Math.floor(draw() * FAULTS.length)];
    if (draw() < 0.5 && fault !== undefined) await server.failAppend(fault);
    else if (draw() < 0.5) await server.endSubscriptions(draw() < 0.5 ? 'error' : 'end');
    else {
      await server.stop();
      await wait(draw() * 60);
      await server.start();
      deaths += 1;
    }
  }
  return deaths;
}

/** The projection, whose database is busy now and then: before its work, or when it is done. */
const failing = (projection: Projection, draw: () => number): Projection => ({
  ...projection,
  apply: async (transaction, events) => {
    const busy = Object.assign(new Error('database is locked'), { errcode: 5 });
    if (draw() < 0.03) throw busy;
    await projection.apply(transaction, events);
    if (draw() < 0.03) throw busy;
  },
});

function shuffled<T>(items: readonly T[], draw: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: draw() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
