import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Kysely, sql, SqliteDialect } from 'kysely';
import { NodeSqliteDatabase } from './node-sqlite-database.js';

let database: Kysely<unknown>;
beforeEach(async () => {
  const file = new DatabaseSync(':memory:');
  database = new Kysely({
    dialect: new SqliteDialect({ database: new NodeSqliteDatabase(file) }),
  });
  await sql`CREATE TABLE numbers (number INTEGER PRIMARY KEY)`.execute(database);
});
afterEach(() => database.destroy());

const count = async (): Promise<unknown> =>
  (await sql`SELECT count(*) AS count FROM numbers`.execute(database)).rows;

describe('a transaction that fails', () => {
  it('leaves nothing behind', async () => {
    const failing = database.transaction().execute(async (transaction) => {
      await sql`INSERT INTO numbers VALUES (1)`.execute(transaction);
      throw new Error('first');
    });
    await expect(failing).rejects.toThrow('first');
    expect(await count()).toEqual([{ count: 0 }]);
  });

  it('tells why, also where SQLite has ended it by itself, as it does on a full disk', async () => {
    const failing = database.transaction().execute(async (transaction) => {
      await sql`INSERT INTO numbers VALUES (1)`.execute(transaction);
      await sql`INSERT OR ROLLBACK INTO numbers VALUES (1)`.execute(transaction);
    });
    await expect(failing).rejects.toThrow('UNIQUE constraint failed');
    expect(await count()).toEqual([{ count: 0 }]);
    await database
      .transaction()
      .execute((transaction) => sql`INSERT INTO numbers VALUES (2)`.execute(transaction));
    expect(await count()).toEqual([{ count: 1 }]);
  });
});
