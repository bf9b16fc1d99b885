import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '../../../../libs/read-models/test/postgres.js';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { ask, READ_KEY } from '../running-ledger.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let postgres: PostgresServer;
let ledger: BuiltLedger;
beforeAll(async () => {
  folder = temporaryFolder('postgres');
  postgres = await startPostgres();
  const READ_MODEL_URL = await postgres.createDatabase();
  ledger = await startBuiltLedger(folder.path, { READ_MODEL_URL, LOG_LEVEL: 'error' });
}, 60_000);
afterAll(async () => {
  await ledger.kill();
  await postgres.remove();
  folder.remove();
});

const answer = async (): Promise<number> =>
  (await ask(ledger, '/v1/customers/customer-1', { Authorization: `Bearer ${READ_KEY}` })).status;

const sender = new Sender({ connections: 8, restMs: 20 });

describe('a PostgreSQL that is restarted while webhooks come', () => {
  it.each(['fast', 'crash'] as const)(
    'delays no webhook, and every answer includes all of them afterwards: %s',
    async (how) => {
      const over = new AbortController();
      const sending = sender.send(ledger.url, over.signal);
      await eventually('answers are given', async () => (await answer()) === 200);
      await postgres.stop(how);
      await eventually('answers are refused', async () => (await answer()) === 503);
      const before = sender.receipts.size;
      // The log is elsewhere.
      await eventually('recording goes on', () =>
        Promise.resolve(sender.receipts.size > before + 50),
      );
      expect(sender.refusals).toEqual([]);

      await postgres.start();
      await eventually('answers are given again', async () => (await answer()) === 200);
      over.abort();
      await sending;
      await expectNothingLost(ledger, { dataDir: folder.path }, sender);
    },
    60_000,
  );

  it('breaks off a file that is read, and says so in the log', async () => {
    await new Sender({ connections: 32, most: 2_000 }).send(
      ledger.url,
      AbortSignal.timeout(30_000),
    );
    const request = get(`${ledger.url}/v1/events?format=ndjson&timeoutMs=20000`, {
      headers: { Authorization: `Bearer ${READ_KEY}` },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    // Nothing is read until the database is gone: much of the file still waits on the other side.
    await postgres.stop('fast');
    await expect(text(response)).rejects.toThrow('aborted');
    const line = `"reqId":"${String(response.headers['x-request-id'])}","route":"/v1/events"`;
    await eventually('it is logged', () =>
      Promise.resolve(
        ledger.output().includes(line) && ledger.output().includes('an answer broke off'),
      ),
    );
    await postgres.start();
  }, 60_000);
});
