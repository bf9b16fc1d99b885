import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from '@jest/globals';
import type { Position } from '@subledger/domain';
import { temporaryFolder } from '../../test/sample-ledger.js';
import { LEAF_OF_EVENT } from './sql.js';
import { type Leaf, TreeFile } from './tree-file.js';

/** More than two runs of the index of leaves. */
const LEAVES = 9_000;
const LEAVES_AN_APPEND = 1_000;

const leafOf = (number: number): Leaf => {
  const hash = createHash('sha256').update(`leaf ${number}`).digest();
  return { eventId: hash.toString('hex'), position: String(number + 1) as Position, hash };
};

function grow(tree: TreeFile, leaves: readonly Leaf[]): void {
  for (let at = 0; at < leaves.length; at += LEAVES_AN_APPEND) {
    const some = leaves.slice(at, at + LEAVES_AN_APPEND);
    tree.append(tree.progress(), some, some.at(-1)?.position ?? ('0' as Position));
  }
}

const leaves = Array.from({ length: LEAVES }, (_, number) => leafOf(number));

function grownFile(): string {
  const file = join(temporaryFolder(), 'proofs.sqlite');
  const tree = TreeFile.open(file, 'write');
  grow(tree, leaves);
  tree.close();
  return file;
}

/** Runs SQL on the file as somebody else would. */
function change<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const versionOf = (file: string) =>
  change(file, (database) => database.prepare('PRAGMA user_version').get()?.user_version);

const expectAllFound = (tree: TreeFile): void => {
  for (const place of [0, 1, 4_095, 4_096, 8_191, 8_192, LEAVES - 1])
    expect(tree.leafOf(leafOf(place).eventId)?.place).toBe(BigInt(place));
  expect(tree.leafOf(leafOf(LEAVES).eventId)).toBeNull();
};

it('finds a leaf by its event, in whichever run, and the first of two', () => {
  const tree = TreeFile.open(join(temporaryFolder(), 'proofs.sqlite'), 'write');
  expect(tree.leafOf(leafOf(0).eventId)).toBeNull();
  grow(tree, leaves);
  expectAllFound(tree);
  const again = { ...leafOf(5_000), position: String(LEAVES + 1) as Position };
  grow(tree, [again]);
  expect(tree.leafOf(again.eventId)?.place).toBe(5_000n);
  tree.close();
});

it('reads no more of the leaves than their index has of the event', () => {
  const plan = change(grownFile(), (database) =>
    database.prepare(`EXPLAIN QUERY PLAN ${LEAF_OF_EVENT}`).all('any'),
  );
  expect(plan.map(({ detail }) => detail)).toContain(
    'SEARCH leaves USING INDEX leaves_by_event (<expr>=? AND event_id=?)',
  );
});

it('reads a file of the first schema as it is, and renews it where it may write', () => {
  const file = grownFile();
  change(file, (database) => {
    database.exec(`
      DROP INDEX leaves_by_event;
      CREATE INDEX leaves_by_event ON leaves (event_id);
      PRAGMA user_version = 1;
    `);
  });
  const before = TreeFile.open(file, 'read');
  const root = before.root(BigInt(LEAVES));
  expectAllFound(before);
  before.close();
  expect(versionOf(file)).toBe(1);

  const after = TreeFile.open(file, 'write');
  expectAllFound(after);
  expect(after.root(BigInt(LEAVES)).equals(root)).toBe(true);
  after.close();
  expect(versionOf(file)).toBe(2);
});
