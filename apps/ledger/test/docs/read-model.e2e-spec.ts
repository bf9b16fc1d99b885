import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '../../../../libs/read-models/test/postgres.js';
import { AUTHORIZED, newBuyer, purchase } from '../purchase.js';
import { ask, deliver, type RunningLedger, runLedger } from '../running-ledger.js';

const PAGE = readFileSync('docs/reference/read-model.md', 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^(.+)\n\n```sql\n([\s\S]*?)^```$/gm)].map(
  ([, title = '', statements = '']) => [title, statements] as const,
);

let server: PostgresServer;
let url: string;
let ledger: RunningLedger;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  ledger = await runLedger({ READ_MODEL_URL: url });
  const { body } = await deliver(ledger, purchase(newBuyer({ customer: 'user-1' })));
  const path = `/v1/customers/user-1/timeline?minPosition=${String(body.position)}`;
  expect((await ask(ledger, path, AUTHORIZED)).status).toBe(200);
});
afterAll(async () => {
  await ledger.remove();
  await server.remove();
});

describe('the SQL of the page about read models', () => {
  it.each(EXAMPLES)('%s', async (_, statements) => {
    expect((await server.run(url, statements)).length).toBeGreaterThan(0);
  });

  it('has every view and every column', async () => {
    const columns = await server.run(
      url,
      `SELECT table_name, column_name FROM information_schema.columns c
       JOIN information_schema.views v USING (table_schema, table_name)
       WHERE table_schema = 'subledger'`,
    );
    expect(columns.length).toBeGreaterThan(40);
    for (const { table_name: view, column_name: column } of columns) {
      expect(PAGE).toMatch(new RegExp(`^### .*\\b${String(view)}\\b`, 'm'));
      expect(PAGE).toContain(`\`${String(column)}\``);
    }
  });
});
