import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FIRST_INSTANT } from '@subledger/domain';
import { listBuilds } from '../builds/build.js';
import { createBuild } from '../builds/change-builds.js';
import { isDatabaseFault } from '../database-fault.js';
import { openReadModels, type ReadModels } from '../read-models.js';
import { readSnapshot } from '../snapshot.js';

let folder: string;
let file: string;
let feeding: ReadModels;
let asking: ReadModels;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-losable-'));
  file = join(folder, 'read-models.sqlite');
  feeding = await openReadModels({ file });
  asking = await openReadModels({ file });
  await begin();
});
afterEach(async () => {
  await feeding.close();
  await asking.close();
  rmSync(folder, { recursive: true });
});

const WANTED = { projection: 'timeline', version: 1, translation: '1', promotes: true };

const begin = (): Promise<unknown> =>
  feeding.writer
    .transaction()
    .execute((transaction) => createBuild(transaction, WANTED, FIRST_INSTANT));

const remove = (): void => {
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`);
};

/** A look, by the leases of whoever feeds or asks; false where it told of a loss. */
const looks = async ({ leases }: ReadModels): Promise<boolean> => {
  try {
    await leases.renew(['timeline']);
    return true;
  } catch {
    return false;
  } finally {
    await leases.release(['timeline']);
  }
};

describe('two who would feed one file of read models', () => {
  const refusal = {
    code: 'read-models-unavailable',
    message: expect.stringContaining('Another process feeds') as unknown,
  };

  it('are kept apart: the second may feed once the first has released everything', async () => {
    await feeding.leases.renew(['lifecycle', 'timeline']);
    await expect(asking.leases.renew(['timeline'])).rejects.toMatchObject(refusal);
    await feeding.leases.release(['timeline']);
    await expect(asking.leases.renew(['timeline'])).rejects.toMatchObject(refusal);
    await feeding.leases.release(['lifecycle']);
    await asking.leases.renew(['timeline']);
    await expect(feeding.leases.renew(['timeline'])).rejects.toMatchObject(refusal);
    await asking.close();
    await feeding.leases.renew(['timeline']);
    asking = await openReadModels({ file });
  });

  it('are kept apart still where the lock was removed while it was held', async () => {
    await feeding.leases.renew(['timeline']);
    rmSync(`${file}-projector`);
    await feeding.leases.renew(['timeline']);
    await expect(asking.leases.renew(['timeline'])).rejects.toMatchObject(refusal);
    rmSync(`${file}-projector`);
    await asking.leases.renew(['timeline']);
    await expect(feeding.leases.renew(['timeline'])).rejects.toMatchObject(refusal);
  });
});

describe('two who have one file of read models open', () => {
  it('see the same builds, and no loss', async () => {
    expect(await listBuilds(asking.reader)).toHaveLength(1);
    expect([await looks(feeding), await looks(asking)]).toEqual([true, true]);
    expect([feeding.loss, asking.loss]).toEqual([null, null]);
  });

  it('start over together where it is removed, and each is told once', async () => {
    remove();
    expect([await looks(asking), await looks(feeding)]).toEqual([false, false]);
    expect([await looks(asking), await looks(feeding)]).toEqual([true, true]);
    expect(feeding.loss?.reason).toMatch(
      /^read-models\.sqlite was removed or replaced while it was open$/,
    );
    expect(await listBuilds(asking.reader)).toEqual([]);
    await begin();
    expect(await listBuilds(asking.reader)).toHaveLength(1);
  });

  it('blame the database, and no event, where a table is asked for before its projection has begun anew', async () => {
    const asked = async (): Promise<unknown> =>
      readSnapshot(asking.reader, (snapshot) =>
        snapshot.selectFrom('events').select('position').execute(),
      ).catch((error: unknown) => ({ isDatabaseFault: isDatabaseFault(error) }));
    expect(await asked()).toEqual([]);
    remove();
    expect([await looks(asking), await looks(feeding)]).toEqual([false, false]);
    expect(await asked()).toEqual({ isDatabaseFault: true });
    await begin();
    expect(await asked()).toEqual([]);
  });

  it('start over together where only one of them finds it damaged', async () => {
    const before = statSync(file).ino;
    truncateSync(`${file}-wal`, 0);
    writeFileSync(file, Buffer.alloc(65_536, 0x5a));
    await expect(listBuilds(asking.reader)).rejects.toThrow();
    expect(await looks(asking)).toBe(false);
    expect(asking.loss?.reason).toMatch(/^read-models\.sqlite is damaged \(/);
    expect(await looks(feeding)).toBe(false);
    await begin();
    expect(await listBuilds(asking.reader)).toHaveLength(1);
    expect([await looks(feeding), await looks(asking)]).toEqual([true, true]);
    expect(statSync(file).ino).not.toBe(before);
  });
});
