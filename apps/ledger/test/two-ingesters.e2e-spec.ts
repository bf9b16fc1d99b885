import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { flows, relabel } from '@subledger/flows';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { deliver, type RunningLedger, runLedger } from './running-ledger.js';

let server: WireServer;
let ledgers: RunningLedger[];

beforeEach(async () => {
  server = await WireServer.open();
  const env = { EVENT_STORE_URL: server.url, ROLES: 'ingest' };
  ledgers = await Promise.all([runLedger(env), runLedger(env)]);
});

afterEach(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.remove()));
  await server.close();
});

const recordedEvents = async () =>
  (await server.log()).filter(({ stream }) => stream.startsWith('production-'));

describe('two ingesting processes of one log', () => {
  it('record each event once when the same deliveries reach both at the same time', async () => {
    const bodies = flows
      .slice(0, 12)
      .flatMap((flow) => relabel(flow, 'both').steps.flatMap((step) => step.deliver));
    const answers = await Promise.all(
      bodies.flatMap((body) => ledgers.map((ledger) => deliver(ledger, body))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await recordedEvents()).toHaveLength(bodies.length);
    const positions = new Set(answers.map(({ body }) => body.position));
    expect(positions.size).toBe(bodies.length);
  });

  it('keep both bodies where one identity reaches them with two', async () => {
    const [body] = relabel(flows[0] ?? neverEmpty(), 'two').steps[0]?.deliver ?? [];
    const other = { ...body, user_agent: 'another one' };
    const answers = await Promise.all(
      [body, other].map((one, place) => deliver(ledgers[place] ?? neverEmpty(), one ?? {})),
    );
    expect(answers.map(({ body: { outcome } }) => outcome).sort()).toEqual([
      'accepted',
      'conflict',
    ]);
    expect(await recordedEvents()).toHaveLength(2);
  });
});

function neverEmpty(): never {
  throw new Error('This list is never empty.');
}
