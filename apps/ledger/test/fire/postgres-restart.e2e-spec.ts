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
  ledger = await startBuiltLedger(folder.path, { READ_MODEL_URL: await postgres.createDatabase() });
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
});
