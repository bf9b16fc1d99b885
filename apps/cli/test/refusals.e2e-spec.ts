import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ADMIN_KEY,
  READ_KEY,
  type RunningLedger,
  runLedger,
} from '../../ledger/test/running-ledger.js';
import { Conversation, newBuyer, purchase } from '../../ledger/test/purchase.js';
import { Command } from './command.js';

const TIME_LIMIT_MS = 120_000;

let ledger: RunningLedger;
let command: Command;
const conversation = new Conversation(() => ledger);
const buyer = newBuyer();
beforeAll(async () => {
  ledger = await runLedger();
  command = new Command({ SUBLEDGER_URL: ledger.url, SUBLEDGER_API_KEY: ADMIN_KEY });
  await conversation.tell(purchase(buyer));
  await conversation.statusOf(buyer);
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

/** One line on standard error, and nothing else. */
async function refusal(...args: readonly string[]): Promise<[number | null, string]> {
  const { code, out, err } = await command.run(...args);
  expect(out).toBe('');
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  return [code, err];
}

describe('a wrong value', () => {
  it.each([
    [['timeline', 'x', '--known-at', 'yesterday'], '--known-at must be an instant'],
    [['timeline', 'x', '--kind', 'charge'], '--kind must be one or more of event, '],
    [['events', '--since', '2024', '--once'], '--since must be an instant'],
    [['events', '--until', 'soon', '--once'], '--until must be an instant'],
    [['diff', 'x', '--from-known-at', '2024'], '--from-known-at must be an instant'],
    [['customer', 'x', '--at', '3 March'], '--at must be an instant'],
    [['access', 'x', 'premium', '--known-at', '1'], '--known-at must be an instant'],
    [['findings', '--since', 'May'], '--since must be an instant'],
    [['report', '--from', '2024', '--to', '2025-01-01'], '--from must be a day'],
    [['annotate', 'x', 'text', '--by', ' '], '--by must be the name'],
    [
      ['annotate', buyer.customer, 'text', '--by', 'Anna', '--idempotency-key', 'a b'],
      '--idempotency-key must be 1 to 255',
    ],
  ])('in %j is used wrongly, and named as it was given', async (args, said) => {
    const [code, err] = await refusal(...args);
    expect([code, err]).toEqual([1, expect.stringContaining(`subledger: ${said}`)]);
  });

  it.each([
    ['events', '--environment', 'prod'],
    ['timeline', 'x', '--environment', 'prod'],
    ['diff', 'x', '--environment', 'prod'],
    ['annotate', 'x', 'y', '--by', 'z', '--environment', 'prod'],
    ['customer', 'x', '--environment', 'prod'],
    ['access', 'x', 'y', '--environment', 'prod'],
    ['findings', '--environment', 'prod'],
    ['report', '--from', '2024-01-01', '--to', '2025-01-01', '--environment', 'prod'],
    ['report', '--from', '2024-01-01', '--to', '2025-01-01', '--group-by', 'year'],
    ['findings', '--kind', 'made-up'],
    ['events', '--format', 'csv', '--limit', '3'],
    ['projections', '--key', ''],
    ['projections', '--url', ' '],
    ['events', '--customer', ''],
  ])('is refused before anything is asked: %s %s %s %s %s', async (...args) => {
    const [code, err] = await refusal(...args);
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: option/)]);
  });
});

describe('an id that is no part of an address', () => {
  it.each([
    ['timeline', '..'],
    ['customer', '.'],
    ['customer', '..'],
    ['access', '.', 'premium'],
    ['access', buyer.customer, '..'],
    ['diff', '..'],
    ['annotate', '..', 'text', '--by', 'Anna'],
    ['timeline', '--chain', 'app_store/..'],
    ['timeline', '--profile', '.'],
    ['rebuild', '--customer', '..'],
    ['supersede', '..', '--by', 'Anna', '--why', 'x'],
  ])('is refused: %s %s %s', async (...args) => {
    const [code, err] = await refusal(...args);
    expect(code).toBe(1);
    expect(err).toMatch(/"\.\.?" cannot be part of an address: it would lead to another one/);
  });

  it.each([
    ['timeline', ''],
    ['customer', ''],
    ['access', '', 'premium'],
    ['annotate', '', 'text', '--by', 'Anna'],
    ['rebuild', '--customer', ''],
  ])('as an empty one, is refused: %s %j', async (...args) => {
    const [code, err] = await refusal(...args);
    expect([code, err]).toEqual([1, expect.stringContaining('An id must not be empty.')]);
  });
});

describe('a key', () => {
  it('that only reads is told to be no admin key, where one is needed', async () => {
    const read = ['--key', READ_KEY];
    const [code, err] = await refusal('annotate', buyer.customer, 'x', '--by', 'A', ...read);
    expect([code, err]).toEqual([4, expect.stringContaining('Give an admin key with --key')]);
    expect((await command.run('customer', buyer.customer, ...read)).code).toBe(0);
  });

  it('that is wrong is told to be so, without a word of admin', async () => {
    const [code, err] = await refusal('customer', buyer.customer, '--key', 'wrong');
    expect([code, err]).toEqual([4, expect.stringContaining('Give another key with --key')]);
    expect(err).not.toContain('admin');
  });

  it('that nobody gave is looked for in vain, and it is said where', async () => {
    const bare = new Command({ SUBLEDGER_URL: ledger.url, DATA_DIR: '.' });
    const { code, err } = await bare.run('customer', buyer.customer);
    bare.remove();
    expect(code).toBe(4);
    for (const place of ['--key', 'SUBLEDGER_API_KEY', 'DATA_DIR/secrets.json'])
      expect(err).toContain(place);
  });

  it('that no header can hold is not shown', async () => {
    const [code, err] = await refusal('projections', '--key', 'secret\nkey');
    expect(code).toBe(1);
    expect(err).not.toContain('secret');
  });

  it(
    'that is wrong is exit 4 also where the address has tried too often',
    async () => {
      const limited = await runLedger();
      for (let count = 0; count < 40; count += 1)
        await fetch(`${limited.url}/v1/projections`, { headers: { Authorization: 'Bearer x' } });
      const wrong = ['--url', limited.url, '--key', 'wrong'];
      const [code, err] = await refusal('projections', ...wrong);
      expect([code, err]).toEqual([4, expect.stringContaining('Give another key with --key')]);
      await limited.remove();
    },
    TIME_LIMIT_MS,
  );
});

describe('an address', () => {
  let other: Server;
  let url = '';
  beforeAll(async () => {
    other = createServer((_, response) => {
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>Not Found</h1>');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    other.close();
  });

  it.each([['customer', 'x'], ['projections'], ['checkpoint'], ['quarantine', 'show', 'x']])(
    'where no ledger is, is told to be none: %s %s',
    async (...args) => {
      const [code, err] = await refusal(...args, '--url', url);
      expect(code).toBe(3);
      expect(err).toContain(`The server at ${url} is not a ledger (HTTP 404).`);
    },
  );

  it.each([
    'http://user:hunter2@127.0.0.1:9',
    'https://:hunter2@ledger',
    'ftp://user:hunter2@ledger',
    'user:hunter2@ledger',
    'http://user:hunter2@ledger:99999999',
    'http:/\\user:hunter2@ledger:x',
  ])('with a password does not show it: %s', async (withLogin) => {
    const [code, err] = await refusal('projections', '--url', withLogin);
    expect(code).toBe(1);
    expect(err).not.toContain('hunter2');
  });
});

describe('a failure, with --json,', () => {
  const told = async (...args: readonly string[]) => {
    const { code, out, err } = await command.run(...args, '--json');
    expect(out).toBe('');
    return [code, JSON.parse(err) as object];
  };
  const message = expect.any(String);

  it('is one JSON object', async () => {
    const nowhere = ['--url', 'http://127.0.0.1:9'];
    expect(await told('customer', 'nobody')).toEqual([
      5,
      { code: 'not-found', message: 'No recorded event of production names this customer.' },
    ]);
    expect(await told('timeline', 'x', '--known-at', '1')).toEqual([
      1,
      { code: 'invalid-request', message: expect.stringMatching(/^--known-at must be/) },
    ]);
    expect(await told('customer', 'x', '--key', 'wrong')).toEqual([
      4,
      { code: 'unauthorized', message },
    ]);
    expect(await told('customer', 'x', ...nowhere)).toEqual([3, { code: 'unreachable', message }]);
    expect(await told('customer', '..')).toEqual([1, { code: 'unexpected', message }]);
    expect(await told('projections', '--url', 'x')).toEqual([
      1,
      { code: 'invalid-configuration', message },
    ]);
  });

  it('also where the command line is wrong, or there is no ledger to ask', async () => {
    expect(await told('customer')).toEqual([
      1,
      { code: 'unexpected', message: "missing required argument 'id'" },
    ]);
    expect(await told('events', '--environment', 'prod')).toEqual([
      1,
      { code: 'unexpected', message: expect.stringContaining('Allowed choices are') },
    ]);
    expect(await told('custmer')).toEqual([1, { code: 'unexpected', message }]);
    expect(await told('events', '--format', 'csv')).toEqual([
      1,
      {
        code: 'unexpected',
        message: expect.stringContaining("cannot be used with option '--json'"),
      },
    ]);
    expect(await told('import', 'nowhere')).toEqual([
      5,
      { code: 'bundle-refused', message: 'nowhere cannot be read (ENOENT)' },
    ]);
  });
});
