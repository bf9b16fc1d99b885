import { describe, expect, it } from '@jest/globals';
import { connectionUrl } from './connection-url.js';
import { openEventStoreDb } from './open.js';

const keepAlive = 'keepAliveInterval=10000&keepAliveTimeout=10000';

describe('a connection string', () => {
  it.each([
    ['esdb://host:2113?tls=false', `esdb://host:2113?tls=false&${keepAlive}`],
    ['esdb://host', `esdb://host?${keepAlive}`],
    [' esdb://host:2113/ ', `esdb://host:2113?${keepAlive}`],
    [
      'esdb://a:1,b:2,c:3?nodePreference=leader',
      `esdb://a:1,b:2,c:3?nodePreference=leader&${keepAlive}`,
    ],
    [
      'esdb+discover://user:p%40ss@db.example',
      `esdb+discover://user:p%40ss@db.example?${keepAlive}`,
    ],
    [
      'esdb://host?keep_alive_interval=20000&tlsCAFile=/etc/ca.crt',
      'esdb://host?keep_alive_interval=20000&tlsCAFile=/etc/ca.crt&keepAliveTimeout=10000',
    ],
  ])('passes through with both keep-alive values: %s', (url, passed) => {
    expect(connectionUrl(url)).toBe(passed);
  });

  it.each([
    '',
    'host:2113',
    'http://host:2113',
    'esdb://',
    'esdb://user:secret@',
    'esdb://user:sec:ret@host',
    'esdb://user:secret%@host',
    'esdb://user:secret@host?secret=1',
    'esdb://user:secret@host?tls',
    'esdb://user:secret@host?tlsVerifyCert=false',
    'esdb://user:secret@host a,host b',
    'esdb://user:secret@host:port',
    'esdb://user:secret@host?tls=maybe',
    'esdb://user:secret@host?tlsCAFile=/nowhere/secret.crt',
    'esdb://user:secret@host?userCertFile=/nowhere/secret.crt',
  ])('is refused without repeating any of it: %j', async (url) => {
    const refusal: unknown = await openEventStoreDb({ url }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'invalid-configuration' });
    expect(textOf(refusal)).toMatch(/^EVENT_STORE_URL /);
    expect(textOf(refusal)).not.toMatch(/secret|sec:ret/);
  });

  it('keeps its credentials out of every later error', async () => {
    const url = 'esdb://operator:hunter22@127.0.0.1:1?tls=false';
    const store = await openEventStoreDb({ url, appendBudgetMs: 50, attemptTimeoutMs: 50 });
    const failure: unknown = await store.head().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'store-unavailable' });
    expect(textOf(failure)).not.toMatch(/hunter22|b3BlcmF0b3I6aHVudGVyMjI/);
    await store.close();
  });
});

/** Everything that a log might print of an error, causes included. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const properties = JSON.stringify(error, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return `${error.message} ${error.stack ?? ''} ${properties} ${textOf(error.cause)}`;
}
