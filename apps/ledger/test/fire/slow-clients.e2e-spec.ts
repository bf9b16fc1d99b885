import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../operator.js';
import { deliver, recordedEvents, type RunningLedger, runLedger } from '../running-ledger.js';
import { RawClient, webhookHead } from './raw-client.js';

const BODY = '{"event_type":"subscription_started","profile_id":"p"}';
/** The limits in `fastify-adapter.ts`, scaled down: the server reads them at every look at its connections. */
const HEADERS_TIMEOUT_MS = 300;
const REQUEST_TIMEOUT_MS = 600;
const SILENCE_TIMEOUT_MS = 500;
/** Above those, and the two seconds between two looks. */
const PATIENCE_MS = 10_000;

let ledger: RunningLedger;
const clients: RawClient[] = [];
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(async () => {
  for (const client of clients) client.hangUp();
  await ledger.remove();
});

async function connected(): Promise<RawClient> {
  const client = await RawClient.connect(ledger.url);
  clients.push(client);
  return client;
}

/** How many the server holds open. */
function connections({ app }: RunningLedger): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  app.getHttpServer().getConnections((_, count) => {
    resolve(count);
  });
  return promise;
}

/** Records a webhook well before the server gives up any silent client, so it waited for none. Gives its eventId. */
async function deliveredSoon(to: RunningLedger, note: string): Promise<unknown> {
  const startedAt = performance.now();
  const { status, body } = await deliver(to, { event_type: 'x', note });
  expect([status, body.outcome]).toEqual([200, 'accepted']);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  return body.eventId;
}

describe('a ledger as it is configured', () => {
  it('waits longer for headers, bodies and idle connections than the sender does, and not forever', () => {
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } =
      ledger.app.getHttpServer();
    // A sender gives up after ten seconds; load balancers keep idle connections for sixty.
    expect([headersTimeout, requestTimeout, keepAliveTimeout, timeout]).toEqual([
      10_000, 15_000, 72_000, 120_000,
    ]);
  });
});

describe('clients that are slow', () => {
  beforeAll(() => {
    Object.assign(ledger.app.getHttpServer(), {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    });
  });

  it.each([
    ['headers a byte at a time', (client: RawClient) => client.dribble(webhookHead(54), 10)],
    [
      'a body a byte at a time',
      async (client: RawClient) => {
        client.say(webhookHead(BODY.length));
        await client.dribble(BODY, 100);
      },
    ],
    [
      'half a body, and then nothing',
      (client: RawClient) => {
        client.say(webhookHead(BODY.length) + BODY.slice(0, 20));
        return Promise.resolve();
      },
    ],
    ['nothing at all', () => Promise.resolve()],
  ])(
    'are answered 408 and disconnected: %s',
    async (_, misbehave) => {
      const before = (await recordedEvents(ledger)).length;
      const client = await connected();
      const misbehaving = misbehave(client);
      await client.closed();
      await misbehaving;
      // Outside of 200 to 404, so that whoever sends a webhook so slowly sends it again.
      expect(client.heard).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request-timeout"/);
      expect(await recordedEvents(ledger)).toHaveLength(before);
    },
    PATIENCE_MS,
  );

  it(
    'that stop reading are disconnected',
    async () => {
      ledger.app.getHttpServer().timeout = SILENCE_TIMEOUT_MS;
      const client = await connected();
      client.stopReading();
      // More than any buffer between the two holds.
      client.say('GET /openapi.json HTTP/1.1\r\nHost: ledger\r\n\r\n'.repeat(500));
      await until(async () => (await connections(ledger)) === 0);
      client.hangUp();
      await deliveredSoon(ledger, 'after one that stopped reading');
    },
    PATIENCE_MS,
  );
});

describe('a thousand connections that say nothing', () => {
  it('do not delay the recording of a webhook', async () => {
    const patient = await runLedger();
    // One after the other: the system keeps some 500 that the server has not taken yet, and repeats others after a second.
    const idle: RawClient[] = [];
    while (idle.length < 1_000) idle.push(await RawClient.connect(patient.url));
    await until(async () => (await connections(patient)) === idle.length);
    const eventId = await deliveredSoon(patient, 'beside a thousand idle connections');
    expect(await connections(patient)).toBeGreaterThan(idle.length);
    expect((await recordedEvents(patient)).map(({ id }) => id)).toEqual([eventId]);
    for (const client of idle) client.hangUp();
    await patient.remove();
  });
});

describe('more connections than MAX_CONNECTIONS', () => {
  it('are disconnected, and accepted again once there is room', async () => {
    const few = await runLedger({ MAX_CONNECTIONS: '16' });
    try {
      const open = await Promise.all(Array.from({ length: 16 }, () => RawClient.connect(few.url)));
      const tooMany = await RawClient.connect(few.url);
      await tooMany.closed();
      expect(open.every(({ isOpen }) => isOpen)).toBe(true);
      for (const client of open) client.hangUp();
      await Promise.all(open.map((client) => client.closed()));
      const { status } = await deliver(few, { event_type: 'x' });
      expect(status).toBe(200);
    } finally {
      await few.remove();
    }
  });
});
