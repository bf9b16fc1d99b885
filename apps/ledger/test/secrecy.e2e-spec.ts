import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { until } from './operator.js';
import { ask, deliver } from './running-ledger.js';

const SECRETS = {
  production: 'production-secret-8Qm2',
  sandbox: 'sandbox-secret-4Kd9',
  read: 'read-key-7Hs1',
  admin: 'admin-key-3Vz6',
  wrong: 'guessed-secret-5Xc0',
  collector: 'collector-token-6Tb4',
};
const PERSONAL = {
  email: 'jane.doe@example.com',
  sender: '203.0.113.77',
  profile_ip_address: '198.51.100.23',
  idfa: 'EA7583CD-A667-48BC-B806-42ECB2B48606',
  idfv: 'E9D48DA5-3930-4B41-8521-D953AECD2F01',
  advertising_id: '38400000-8cf0-11bd-b23e-10b96e40000d',
  customer: 'customer-jane-42',
  profileId: '5d1e2f3a-7b8c-4d9e-a0f1-23456789abcd',
};
const NEEDLES = [...Object.values(SECRETS), ...Object.values(PERSONAL)];
const found = (text: string): readonly string[] =>
  NEEDLES.filter((needle) => text.toLowerCase().includes(needle.toLowerCase()));

let folder: string;
let ledger: BuiltLedger;
/** What was answered to requests that failed. */
const refusals: string[] = [];
const statuses = new Set<number>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-secrecy-'));
  ledger = await startBuiltLedger(folder, {
    LOG_LEVEL: 'trace',
    TRUSTED_PROXIES: '127.0.0.1',
    ADAPTY_PRODUCTION_SECRETS: SECRETS.production,
    ADAPTY_SANDBOX_SECRETS: SECRETS.sandbox,
    API_KEYS: `${SECRETS.read},${SECRETS.admin}:admin`,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${SECRETS.collector}`,
  });
}, 60_000);
afterAll(async () => {
  await ledger.stop();
  rmSync(folder, { recursive: true });
});

const personalBody = (more: object = {}) => ({
  profile_id: PERSONAL.profileId,
  customer_user_id: PERSONAL.customer,
  email: PERSONAL.email,
  idfa: PERSONAL.idfa,
  idfv: PERSONAL.idfv,
  advertising_id: PERSONAL.advertising_id,
  event_type: 'subscription_started',
  event_datetime: '2026-01-01T00:00:00.000000+0000',
  event_properties: {
    profile_event_id: randomUUID(),
    environment: 'Production',
    store: 'app_store',
    transaction_id: '1',
    original_transaction_id: '1',
    vendor_product_id: 'pro',
    purchase_date: '2026-01-01T00:00:00.000000+0000',
    subscription_expires_at: '2026-02-01T00:00:00.000000+0000',
    profile_ip_address: PERSONAL.profile_ip_address,
  },
  ...more,
});

/** Sends a request as one of a person and remembers how it was refused. */
async function send(
  method: string,
  path: string,
  authorization: string | null,
  body?: string,
): Promise<number> {
  const response = await fetch(`${ledger.url}${path}`, {
    method,
    headers: {
      'X-Forwarded-For': PERSONAL.sender,
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const answer = await response.text();
  statuses.add(response.status);
  if (response.status >= 400) refusals.push(answer);
  return response.status;
}

const post = (secret: string | null, body: object | string, environment = 'production') =>
  send(
    'POST',
    `/webhooks/adapty/${environment}`,
    secret,
    typeof body === 'string' ? body : JSON.stringify(body),
  );
const bearer = (key: string): string => `Bearer ${key}`;

/** Bytes that are no request, on a connection of their own. */
async function sendRaw(text: string): Promise<void> {
  const { hostname, port } = new URL(ledger.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
  socket.end(text);
  await once(socket, 'close');
  refusals.push(answer);
}

async function failInEveryWay(): Promise<void> {
  const conflicting = personalBody();
  const { email, customer, profileId } = PERSONAL;
  await post(SECRETS.production, conflicting);
  await post(SECRETS.production, { ...conflicting, email: `x${email}` });
  await post(SECRETS.production, personalBody({ event_type: 'nobody knows this' }));
  await post(SECRETS.production, `{"email":"${email}" ${customer}`);
  await post(SECRETS.production, `["${email}"]`);
  await post(SECRETS.production, { email, customer_user_id: customer });
  await post(SECRETS.sandbox, personalBody(), 'sandbox');
  await post(SECRETS.wrong, personalBody());
  await post(null, personalBody());
  await post(SECRETS.production, personalBody({ note: 'x'.repeat(300_000) }));
  await post(SECRETS.production, personalBody(), 'mistyped');
  for (const [method, path, authorization] of [
    ['GET', `/v1/customers/${email}?environment=production`, bearer(SECRETS.read)],
    ['GET', `/v1/customers/${customer}?at=${email}`, bearer(SECRETS.read)],
    ['GET', `/v1/customers/${customer}?environment=${customer}`, bearer(SECRETS.read)],
    ['GET', `/v1/customers/${customer}?unknown=${email}`, bearer(SECRETS.read)],
    ['GET', `/v1/customers/%zz${customer}`, bearer(SECRETS.read)],
    ['GET', `/v1/profiles/${profileId}?at=${email}`, bearer(SECRETS.read)],
    ['GET', `/v1/events?customer=${customer}&cursor=${email}`, bearer(SECRETS.read)],
    ['GET', `/v1/findings?since=${email}`, bearer(SECRETS.read)],
    ['GET', `/v1/customers/${customer}/${email}`, bearer(SECRETS.read)],
    ['GET', `/v1/customers/${customer}`, bearer(SECRETS.wrong)],
    ['GET', `/v1/customers/${customer}?key=${SECRETS.read}`, null],
    ['DELETE', `/v1/customers/${customer}`, bearer(SECRETS.admin)],
    ['POST', `/v1/quarantine/${email}/retry`, bearer(SECRETS.read)],
    ['POST', `/v1/quarantine/${email}/retry`, bearer(SECRETS.admin)],
    ['POST', `/v1/projections/lifecycle/customers/${email}/rebuild`, bearer(SECRETS.admin)],
  ] as const)
    await send(method, path, authorization);
  await send('POST', '/v1/projections/lifecycle/skip', bearer(SECRETS.admin), `{"x":"${email}"}`);
  await send('POST', '/v1/projections/lifecycle/skip', bearer(SECRETS.admin), `{${email}`);
  await sendRaw(`GET /v1/customers/${email} HTTP/9\r\nAuthorization: ${SECRETS.read}\r\n\r\n`);
  await sendRaw(`GET / HTTP/1.1\r\nHost: x\r\nAuthorization: ${email.repeat(2_000)}\r\n\r\n`);
}

/** Takes the read models away under the running ledger: whatever asks or projects next fails inside. */
function breakReadModels(): void {
  const database = new DatabaseSync(join(folder, 'read-models.sqlite'), { timeout: 5_000 });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '*_b[0-9]*'")
      .all();
    for (const { name } of tables) database.exec(`DROP TABLE "${String(name)}"`);
  } finally {
    database.close();
  }
}

describe('what nobody may read', () => {
  it('is in no line of the log, however requests fail', async () => {
    await failInEveryWay();
    expect([...statuses].sort()).toEqual([200, 400, 401, 403, 404, 405, 413, 503]);
    breakReadModels();
    await post(SECRETS.production, personalBody());
    const path = `/v1/customers/${PERSONAL.customer}?environment=production&at=2026-01-15T00:00:00Z`;
    expect(await send('GET', path, bearer(SECRETS.read))).toBeGreaterThanOrEqual(500);
    await until(() => Promise.resolve(ledger.output().includes('a projection failed')));
    const lines = ledger.output().split('\n').filter(Boolean);
    const logged = lines.filter((line) => line.startsWith('{'));
    expect(logged.length).toBeGreaterThan(25);
    expect(found(ledger.output())).toEqual([]);
  });

  it('is in no answer to what failed', () => {
    expect(refusals.length).toBeGreaterThan(25);
    expect(refusals.flatMap(found)).toEqual([]);
  });

  it.each(['/metrics', '/docs', '/docs/swagger-ui-init.js', '/openapi.json', '/health/ready'])(
    'is not in %s',
    async (path) => {
      const headers = { Authorization: bearer(SECRETS.read) };
      const text = await (await fetch(`${ledger.url}${path}`, { headers })).text();
      expect(text.length).toBeGreaterThan(50);
      expect(found(text)).toEqual([]);
    },
  );
});

describe('what lies in the data folder', () => {
  it('may be read by nobody else, also where the folder was made for everybody', async () => {
    const open = mkdtempSync(join(tmpdir(), 'subledger-open-'));
    chmodSync(open, 0o755);
    const before = process.umask(0o022);
    const other = await startBuiltLedger(open);
    try {
      await deliver(other, personalBody());
      await until(async () => (await ask(other, '/health/ready')).status === 200);
      await until(() => Promise.resolve(existsSync(join(open, 'proofs.sqlite'))));
      const files = readdirSync(open, { recursive: true }) as string[];
      const readable = files.filter((file) => (statSync(join(open, file)).mode & 0o077) !== 0);
      expect(readable).toEqual([]);
      expect(files).toEqual(
        expect.arrayContaining(['log.sqlite-wal', 'read-models.sqlite-wal', 'proofs.sqlite']),
      );
    } finally {
      process.umask(before);
      await other.stop();
      rmSync(open, { recursive: true });
    }
  });
});

describe('the passwords of stores that are away', () => {
  it('are in no line of the log and in no answer', async () => {
    const passwords = { log: 'log-password-2Rw8', readModels: 'read-models-password-9Jf5' };
    const dataDir = mkdtempSync(join(tmpdir(), 'subledger-secrecy-'));
    const away = await startBuiltLedger(dataDir, {
      LOG_LEVEL: 'trace',
      EVENT_STORE_URL: `esdb://admin:${passwords.log}@127.0.0.1:9?tls=false`,
      READ_MODEL_URL: `postgres://subledger:${passwords.readModels}@127.0.0.1:9/subledger`,
      ADAPTY_PRODUCTION_SECRETS: SECRETS.production,
      API_KEYS: SECRETS.read,
    });
    try {
      const headers = { Authorization: bearer(SECRETS.read) };
      const paths = ['/health/ready', '/metrics', '/v1/findings', '/v1/projections'];
      const answers = await Promise.all(
        paths.map(async (path) => (await fetch(`${away.url}${path}`, { headers })).text()),
      );
      expect(answers[0]).toContain('not-ready');
      await until(() => Promise.resolve(away.output().includes('"level":50')));
      const told = [away.output(), ...answers].join('\n');
      for (const password of Object.values(passwords)) expect(told).not.toContain(password);
    } finally {
      await away.stop();
      rmSync(dataDir, { recursive: true });
    }
  }, 60_000);
});
