import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadModelsOptions } from '../src/read-models.js';
import { startPostgres } from './postgres.js';

/** Every database that read models may live in. */
export const DATABASES = ['sqlite', 'postgres'] as const;

export interface TestDatabases {
  /** Where empty read models may be opened. */
  next(): Promise<ReadModelsOptions>;
  remove(): Promise<void>;
}

export const startDatabases = (kind: (typeof DATABASES)[number]): Promise<TestDatabases> =>
  kind === 'sqlite' ? inFolder() : inServer();

function inFolder(): Promise<TestDatabases> {
  const folder = mkdtempSync(join(tmpdir(), 'subledger-read-models-'));
  let files = 0;
  return Promise.resolve({
    next: () => {
      files += 1;
      return Promise.resolve({ file: join(folder, `${files}.sqlite`) });
    },
    remove: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
}

async function inServer(): Promise<TestDatabases> {
  const server = await startPostgres();
  return {
    next: async () => ({ url: await server.createDatabase() }),
    remove: () => server.remove(),
  };
}
