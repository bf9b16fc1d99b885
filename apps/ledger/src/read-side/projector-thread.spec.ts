import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Configuration } from '@subledger/configuration';
import { openSqliteEventStore } from '@subledger/event-store';
import { RemoteControl } from '@subledger/projections';
import { systemClock } from '../clock.js';
import { projectorThread } from './projector-thread.js';

it('a thread that cannot open its read models says why, and is told of as nothing else', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'subledger-thread-'));
  const store = await openSqliteEventStore({ file: join(dataDir, 'log.sqlite') });
  const failures: unknown[] = [];
  const configuration: Partial<Configuration> = {
    dataDir,
    eventNames: {},
    eventStoreUrl: null,
    readModelUrl: 'postgres://localhost/ledger?schema=Not-A-Name',
    otlpEndpoint: null,
  };
  const control = new RemoteControl({
    ...projectorThread(configuration as Configuration),
    wanted: [],
    now: systemClock,
    onFailure: (_, error) => failures.push(error),
  });
  try {
    await expect(control.start()).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining('must have a schema'),
    });
    expect(failures).toEqual([]);
  } finally {
    await control.stop();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}, 30_000);
