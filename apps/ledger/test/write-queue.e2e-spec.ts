import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { ask, deliver, recordedEvents, runLedger } from './running-ledger.js';

/** Few: the refusals have to come while the writing thread still waits for the lock, half a second. */
const PLACES = 5;
const SENT = 20;

const newBody = () => ({
  event_type: 'subscription_renewed',
  profile_id: randomUUID(),
  event_properties: { profile_event_id: randomUUID() },
});

it('refuses at once what is too much for a disk that stands still, and has lost nothing when it moves again', async () => {
  const ledger = await runLedger(
    {},
    {
      openEventStore: ({ dataDir }) =>
        openSqliteEventStore({ file: join(dataDir, 'log.sqlite'), maxQueuedAppends: PLACES }),
    },
  );
  // Whoever holds the lock keeps the writing thread waiting as a slow disk would.
  const intruder = new DatabaseSync(join(ledger.dataDir, 'log.sqlite'));
  intruder.exec('BEGIN IMMEDIATE');
  try {
    const bodies = Array.from({ length: SENT }, newBody);
    const codes: unknown[] = [];
    const refused = Promise.withResolvers<undefined>();
    const deliveries = bodies.map(async (body) => {
      const answer = await deliver(ledger, body);
      codes.push(answer.body.code ?? answer.body.outcome);
      if (answer.body.code === 'overloaded') {
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      }
      if (codes.length === SENT - PLACES) refused.resolve(undefined);
      return answer;
    });
    await refused.promise;
    // None of those that have a place was answered first: the others did not wait behind them.
    expect(codes).toEqual(Array(SENT - PLACES).fill('overloaded'));
    expect((await ask(ledger, '/health/live')).status).toBe(200);
    intruder.exec('ROLLBACK');

    const answers = await Promise.all(deliveries);
    const acknowledged = answers.flatMap(({ status, body }) =>
      status === 200 ? [body.eventId] : [],
    );
    const ids = (await recordedEvents(ledger)).map(({ id }) => id);
    expect(acknowledged.filter((id) => !ids.includes(String(id)))).toEqual([]);
    for (const body of bodies) expect((await deliver(ledger, body)).status).toBe(200);
    expect(new Set((await recordedEvents(ledger)).map(({ id }) => id)).size).toBe(SENT);
    expect(await recordedEvents(ledger)).toHaveLength(SENT);
  } finally {
    intruder.close();
    await ledger.remove();
  }
});
