import { expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import type { GrowingThreadData } from '../../test/growing-thread-entry.js';
import {
  appendSamples,
  logIn,
  sampleLedger,
  temporaryFolder,
  treeIn,
} from '../../test/sample-ledger.js';
import { TreeFile } from '../tree-file/tree-file.js';
import { untilGrownTo } from './growing-tree.js';
import { RemoteGrower } from './remote-grower.js';

const LIMIT_MS = 20_000;

function growerIn(folder: string, { diesFirst = false } = {}) {
  const failures: unknown[] = [];
  const workerData: GrowingThreadData = { folder, diesFirst };
  const grower = new RemoteGrower({
    entry: new URL('../../test/growing-thread-entry.ts', import.meta.url),
    workerData,
    file: treeIn(folder),
    onFailure: (error) => {
      failures.push(error);
    },
  });
  return { grower, failures };
}

/** Asks again until the file is open: the thread has to start first. */
async function opened(grower: RemoteGrower): Promise<void> {
  await until(() => {
    try {
      grower.tree.progress();
      return true;
    } catch {
      return false;
    }
  });
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('It did not come to hold in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

it.each([false, true])(
  'a thread grows the same tree as this one would, also when the first one died: %s',
  async (diesFirst) => {
    const folder = temporaryFolder();
    const store = await openSqliteEventStore({ file: logIn(folder) });
    const { grower, failures } = growerIn(folder, { diesFirst });
    try {
      await appendSamples(store, 0, 40);
      grower.start();
      await opened(grower);
      await untilGrownTo(grower, await store.head(), LIMIT_MS);
      await appendSamples(store, 40, 70);
      await untilGrownTo(grower, await store.head(), LIMIT_MS);
      const here = TreeFile.open(treeIn((await sampleLedger(70)).folder), 'read');
      expect(grower.tree.root(70n).equals(here.root(70n))).toBe(true);
      expect(grower.trouble).toBeNull();
      expect(failures.map(String)).toEqual(diesFirst ? ['Error: the first thread dies'] : []);
      here.close();
    } finally {
      await grower.stop();
      await store.close();
    }
  },
);

it('goes on once the system gives a thread again, where it gave none at first', async () => {
  const folder = temporaryFolder();
  const store = await openSqliteEventStore({ file: logIn(folder) });
  const failures: unknown[] = [];
  const options = {
    entry: new URL('../../test/growing-thread-entry.ts', import.meta.url),
    workerData: { folder, diesFirst: true } as unknown,
    file: treeIn(folder),
    onFailure: (error: unknown) => {
      failures.push(error);
    },
  };
  const grower = new RemoteGrower(options);
  try {
    await appendSamples(store, 0, 10);
    grower.start();
    // No thread can be given this, and it fails as one does for which the system has no room: at once.
    options.workerData = () => 0;
    await until(() => failures.length > 2);
    expect(failures.slice(1, 3).map(String)).toEqual(
      Array(2).fill(expect.stringContaining('could not be cloned')),
    );
    options.workerData = { folder, diesFirst: false };
    await opened(grower);
    await untilGrownTo(grower, await store.head(), LIMIT_MS);
    expect(grower.trouble).toBeNull();
  } finally {
    await grower.stop();
    await store.close();
  }
});

it('says by its code what keeps the thread from growing the tree', async () => {
  const { folder } = await sampleLedger(30);
  const other = temporaryFolder();
  const store = await openSqliteEventStore({ file: logIn(other) });
  await appendSamples(store, 0, 10);
  const tree = TreeFile.open(treeIn(other), 'write');
  // As if a log of thirty events had been replaced by an older one.
  const grown = TreeFile.open(treeIn(folder), 'read');
  const leaves = Array.from({ length: 30 }, (_, place) => {
    const leaf = grown.leafAt(BigInt(place));
    if (leaf === null) throw new Error('The sample tree has thirty leaves.');
    return { ...leaf, hash: grown.leafHashAt(BigInt(place)) };
  });
  tree.append({ size: 0n, position: null }, leaves, grown.progress().position ?? ('0' as never));
  const { grower } = growerIn(other);
  try {
    grower.start();
    await opened(grower);
    await until(() => grower.trouble !== null);
    expect(grower.trouble).toMatchObject({ name: 'LedgerError', code: 'log-altered' });
  } finally {
    await grower.stop();
    tree.close();
    grown.close();
    await store.close();
  }
});

it('is not open before the thread has said so, and stops before it has', async () => {
  const folder = temporaryFolder();
  const store = await openSqliteEventStore({ file: logIn(folder) });
  const { grower } = growerIn(folder);
  expect(() => grower.tree).toThrow('The tree of hashes is not open.');
  grower.start();
  await grower.stop();
  expect(() => grower.tree).toThrow('The tree of hashes is not open.');
  await store.close();
});
