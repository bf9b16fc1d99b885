import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** What `npm run build` makes and `npm start` runs. */
const MAIN = join(process.cwd(), 'dist/ledger/apps/ledger/src/main.js');

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-process-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

function start(env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'warn', ...env },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, exited };
}

/** The address that it prints when it listens. */
async function listening({ child, output, exited }: Run): Promise<string> {
  for (;;) {
    const url = /listens on (http:\S+)/.exec(output())?.[1];
    if (url !== undefined) return url;
    const ended = exited.then(() => {
      throw new Error(`it ended: ${output()}`);
    });
    if (child.stdout) await Promise.race([once(child.stdout, 'data'), ended]);
  }
}

/** Whether new connections are taken. */
const isListening = (url: URL): Promise<boolean> =>
  fetch(new URL('/health/live', url)).then(
    () => true,
    () => false,
  );

/** Runs a printed command line as a shell would. */
async function shell(line: string): Promise<string> {
  const child = spawn('sh', ['-c', line]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return output;
}

describe('the server as a process', () => {
  it('has been built', () => {
    expect(existsSync(MAIN)).toBe(true);
  });

  it('prints its secrets once, with a webhook and its query to paste', async () => {
    const first = start();
    const url = await listening(first);
    const [webhook] = /^curl -X POST .*$/m.exec(first.output()) ?? [''];
    expect(webhook).toContain(`${url}/webhooks/adapty/production`);
    expect(JSON.parse(await shell(`${webhook} -s`))).toMatchObject({ outcome: 'accepted' });
    const [query] = /^curl '.*\/v1\/customers\/.*$/m.exec(first.output()) ?? [''];
    expect(query).toContain(url);
    const answer: unknown = JSON.parse(await shell(`${query} -s`));
    expect(answer).toMatchObject({ state: 'Subscribed', revenue: { usd: '9.99' } });
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);

    const second = start();
    await listening(second);
    expect(second.output()).not.toMatch(/curl|Authorization/);
    second.child.kill('SIGINT');
    expect(await second.exited).toBe(0);
  });

  it('exits at once on a second signal, whoever is still being answered', async () => {
    const run = start();
    const url = new URL(await listening(run));
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write(
      'POST /webhooks/adapty/production HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n',
    );
    // Answered after the bytes above were read, so that the first signal has something to wait for.
    expect((await fetch(new URL('/health/live', url))).status).toBe(200);
    run.child.kill('SIGTERM');
    while (await isListening(url)) await wait(10);
    expect(run.child.exitCode).toBeNull();
    // Again and again: right behind the first, a signal counts as the same wish told twice.
    const insisting = setInterval(() => run.child.kill('SIGTERM'), 100);
    expect(
      await run.exited.finally(() => {
        clearInterval(insisting);
      }),
    ).toBe(1);
  });

  it.each([
    [{ PORT: 'http' }, 'PORT is "http": it must be a whole number from 0 to 65535'],
    [{ DATA_DIR: '/dev/null/data' }, /\/dev\/null\/data\S* cannot be \w+ \(ENOTDIR\): /],
    [{ DATA_DIR: '/proc/none/data' }, /\/proc\/none\/data\S* cannot be \w+ \(ENOENT\): /],
    [{ ADAPTY_EVENT_NAMES: '{"x":"y"}' }, 'ADAPTY_EVENT_NAMES maps "x" to "y": it must be one of'],
  ])('does not start with %j and says why in one line', async (env, reason) => {
    const run = start(env);
    expect(await run.exited).toBe(1);
    expect(run.output()).toMatch(reason);
    expect(run.output().trimEnd().split('\n')).toHaveLength(1);
  });

  /** Its own secrets would be a first line. */
  const GIVEN = {
    API_KEYS: 'key',
    ADAPTY_PRODUCTION_SECRETS: 'production',
    ADAPTY_SANDBOX_SECRETS: 'sandbox',
  };

  async function refusalOf(env: Record<string, string>): Promise<string> {
    const run = start({ ...GIVEN, ...env });
    expect(await run.exited).toBe(1);
    const lines = run.output().trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  }

  it('does not start on a port in use and says so in one line', async () => {
    const url = await listening(start({ ...GIVEN, DATA_DIR: 'first' }));
    expect(await refusalOf({ DATA_DIR: 'second', PORT: new URL(url).port })).toMatch(
      /^Subledger cannot start: PORT \d+ on 127\.0\.0\.1 is in use: /,
    );
  });

  it.each([
    ['log.sqlite', 'no database '.repeat(500), /log\.sqlite: file is not a database/],
    ['checkpoint.key', 'PRIVATE+KEY+torn', /data\/checkpoint\.key is not a signer key, /],
  ])('does not start with a damaged %s and says so in one line', async (name, text, reason) => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', name), text);
    const line = await refusalOf({ DATA_DIR: 'data' });
    expect(line).toMatch(/^Subledger cannot start: /);
    expect(line).toMatch(reason);
  });

  it('does not start with an invalid key and says so in one line', async () => {
    const key = `PRIVATE+KEY+name+00000000+${'A'.repeat(44)}`;
    expect(await refusalOf({ CHECKPOINT_KEY: key })).toMatch(
      /: CHECKPOINT_KEY is not a signer key/,
    );
  });

  it('does not start beside another on its data folder and says so in one line', async () => {
    await listening(start({ ...GIVEN, DATA_DIR: 'data' }));
    expect(await refusalOf({ DATA_DIR: 'data' })).toMatch(/another process is writing/);
    // Nor where it would not write to the log, but feed the same read models.
    expect(await refusalOf({ DATA_DIR: 'data', ROLES: 'query,project' })).toMatch(
      /Another process feeds .*read-models\.sqlite/,
    );
  });
});
