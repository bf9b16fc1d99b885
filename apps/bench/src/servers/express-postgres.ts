import { createServer } from 'node:http';
import express from 'express';
import { Pool, type PoolClient } from 'pg';
import { listenAndSaySo } from './announce.js';
import { ownTask } from './own-task.js';

/** The parts of a body that such a handler reads. */
interface Body {
  readonly profile_id: string;
  readonly customer_user_id: string | null;
  readonly event_type: string;
  readonly event_datetime: string;
  readonly event_properties: {
    readonly profile_event_id: string;
    readonly subscription_expires_at?: string | null;
    readonly profile_has_access_level?: boolean;
  };
}

const { databaseUrl, secret } = ownTask() as {
  readonly databaseUrl: string;
  readonly secret: string;
};

const TABLES = `
  CREATE TABLE events (
    id          uuid PRIMARY KEY,
    profile_id  uuid NOT NULL,
    type        text NOT NULL,
    happened_at timestamptz NOT NULL,
    body        jsonb NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE users (
    profile_id  uuid PRIMARY KEY,
    customer_id text,
    has_access  boolean NOT NULL,
    expires_at  timestamptz,
    last_event  text NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now()
  );`;

const INSERT_EVENT = `
  INSERT INTO events (id, profile_id, type, happened_at, body) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING`;

const UPDATE_USER = `
  INSERT INTO users (profile_id, customer_id, has_access, expires_at, last_event) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (profile_id) DO UPDATE SET customer_id = excluded.customer_id, has_access = excluded.has_access,
    expires_at = excluded.expires_at, last_event = excluded.last_event, updated_at = now()`;

async function record(client: PoolClient, body: Body): Promise<void> {
  const { profile_id: profile, event_type: type, event_properties: inner } = body;
  await client.query('BEGIN');
  const { rowCount } = await client.query(INSERT_EVENT, [
    inner.profile_event_id,
    profile,
    type,
    body.event_datetime,
    JSON.stringify(body),
  ]);
  if (rowCount === 1)
    await client.query(UPDATE_USER, [
      profile,
      body.customer_user_id,
      inner.profile_has_access_level ?? false,
      inner.subscription_expires_at ?? null,
      type,
    ]);
  await client.query('COMMIT');
}

/** The handler that most teams write: the event and the user's row in one transaction, the driver's own pool. */
const pool = new Pool({ connectionString: databaseUrl });
await pool.query(TABLES);

const app = express();
app.get('/health/ready', (_request, response) => {
  response.json({ status: 'ready' });
});
app.post(
  '/webhooks/adapty/production',
  express.json({ limit: '1mb' }),
  async (request, response) => {
    if (request.get('authorization') !== secret) {
      response.status(401).json({ error: 'unauthorized' });
      return;
    }
    const client = await pool.connect();
    try {
      await record(client, request.body as Body);
      response.json({ received: true });
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  },
);

listenAndSaySo(createServer(app));
