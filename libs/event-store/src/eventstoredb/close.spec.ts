import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RUN_SOURCES } from '../../test/run-sources.js';
import { newEvent, uniqueStream } from '../../test/sample-events.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';

const run = promisify(execFile);
const testFile = (name: string): string =>
  fileURLToPath(new URL(`../../test/${name}`, import.meta.url));

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.open();
});
afterAll(() => server.close());

describe('close', () => {
  it('lets go of everything: a process with nothing else to do ends by itself', async () => {
    const { stdout } = await run(
      process.execPath,
      [...RUN_SOURCES, testFile('short-lived-process.ts'), server.url],
      { timeout: 15_000 },
    );
    expect(stdout).toBe('The event store is closed.');
  });

  it('does not wait for a server that is away longer than one try', async () => {
    const away = await WireServer.open({ isDown: true });
    const store = await openEventStoreDb({ url: away.url, attemptTimeoutMs: 200 });
    const append = store.append(uniqueStream(), 'no_stream', [newEvent()]);
    const failed = expect(append).rejects.toMatchObject({ code: 'store-unavailable' });
    const begun = performance.now();
    await store.close();
    expect(performance.now() - begun).toBeLessThan(2_000);
    await failed;
    await away.close();
  });

  it('of a store that was never used connects to nobody', async () => {
    const store = await openEventStoreDb({ url: 'esdb://127.0.0.1:1?tls=false' });
    await expect(store.close()).resolves.toBeUndefined();
  });
});
