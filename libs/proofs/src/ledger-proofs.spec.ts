import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { KEY, logIn, sampleEvent, sampleLedger, treeIn } from '../test/sample-ledger.js';
import { TamperedLedger } from '../test/tampered-ledger.js';
import { TreeGrower } from './grow/tree-grower.js';
import { LedgerProofs } from './ledger-proofs.js';

const EVENTS = 30;

let original: string;
beforeAll(async () => {
  original = (await sampleLedger(EVENTS, [10])).folder;
});

/** What a ledger over these files proves, while its tree follows the log. */
async function proving(
  folder: string,
  work: (proofs: LedgerProofs, grower: TreeGrower) => Promise<void>,
): Promise<void> {
  const store = await openSqliteEventStore({ file: logIn(folder) });
  const grower = new TreeGrower({ store, file: treeIn(folder), onFailure: () => undefined });
  grower.start();
  try {
    await work(new LedgerProofs({ store, grower, key: KEY }), grower);
  } finally {
    await grower.stop();
    await store.close();
  }
}

describe('a log that is shorter than its tree', () => {
  function shorter(): string {
    const ledger = new TamperedLedger(original);
    ledger.log('DELETE FROM events WHERE position > 20');
    return ledger.folder;
  }

  it('is not signed, although the tree has come to its end', () =>
    proving(shorter(), async (proofs, grower) => {
      while (grower.trouble === null) await wait(5);
      await expect(proofs.sign()).rejects.toMatchObject({ code: 'log-altered' });
      await expect(proofs.signNew()).rejects.toMatchObject({ code: 'log-altered' });
      expect(grower.tree.checkpoints()).toHaveLength(1);
    }));

  it('is not signed before the tree was compared with it either', () =>
    proving(shorter(), async (proofs, grower) => {
      expect(grower.trouble).toBeNull();
      const signing = [proofs.sign(), proofs.signNew()];
      for (const each of signing) await expect(each).rejects.toMatchObject({ code: 'log-altered' });
      expect(grower.tree.checkpoints()).toHaveLength(1);
    }));
});

describe('an inclusion proof', () => {
  it('is given for an id in capitals as well, which names the same event', () =>
    proving(original, async (proofs) => {
      await proofs.sign();
      const { id } = sampleEvent(3);
      expect(await proofs.inclusion(id.toUpperCase())).toEqual(await proofs.inclusion(id));
    }));
});
