import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { ask, deliver, recordedEvents, runLedger } from './running-ledger.js';

const newBody = (note = '') => ({
  event_type: 'subscription_renewed',
  profile_id: randomUUID(),
  event_properties: { profile_event_id: randomUUID() },
  note,
});

describe('a store without room', () => {
  it('is answered 503 with everything acknowledged kept, once', async () => {
    const ledger = await runLedger(
      {},
      {
        openEventStore: ({ dataDir }) =>
          openSqliteEventStore({ file: join(dataDir, 'log.sqlite'), maxFileBytes: 512 * 1024 }),
      },
    );
    try {
      const acknowledged: unknown[] = [];
      let refusal: Awaited<ReturnType<typeof deliver>> | undefined;
      for (let count = 0; count < 100 && !refusal; count += 1) {
        const answer = await deliver(ledger, newBody('x'.repeat(20_000)));
        if (answer.status === 200) acknowledged.push(answer.body.eventId);
        else refusal = answer;
      }
      expect([refusal?.status, refusal?.body.code]).toEqual([503, 'store-full']);
      expect(refusal?.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await recordedEvents(ledger)).map(({ id }) => id)).toEqual(acknowledged);
    } finally {
      await ledger.remove();
    }
  });
});

describe('a store that another program holds', () => {
  it('is answered 503 and takes the delivery when it is free again', async () => {
    const ledger = await runLedger();
    const other = new DatabaseSync(join(ledger.dataDir, 'log.sqlite'));
    try {
      other.exec('BEGIN IMMEDIATE');
      const body = newBody();
      const refused = await deliver(ledger, body);
      expect([refused.status, refused.body.code]).toEqual([503, 'store-unavailable']);
      const notReady = await ask(ledger, '/health/ready');
      expect([notReady.status, notReady.body.code]).toEqual([503, 'not-ready']);
      expect(notReady.body.reasons).toEqual({ 'event store': expect.any(String) });
      expect((await ask(ledger, '/health/live')).body).toEqual({ status: 'live' });

      other.exec('ROLLBACK');
      expect((await deliver(ledger, body)).body.outcome).toBe('accepted');
      expect((await ask(ledger, '/health/ready')).body).toEqual({ status: 'ready' });
      expect(await recordedEvents(ledger)).toHaveLength(1);
    } finally {
      other.close();
      await ledger.remove();
    }
  });
});

describe('a start', () => {
  it('fails in a line where the port is taken, and lets go of the store', async () => {
    const first = await runLedger();
    const port = new URL(first.url).port;
    try {
      await expect(runLedger({ PORT: port })).rejects.toThrow(
        `PORT ${port} on 127.0.0.1 is in use: stop the other program or choose another port`,
      );
    } finally {
      await first.remove();
    }
  });

  it('fails where the data folder is a file', async () => {
    await expect(runLedger({ DATA_DIR: '/dev/null' })).rejects.toThrow(
      /^DATA_DIR \/dev\/null cannot be written \(\w+\): it must be a folder/,
    );
  });
});
