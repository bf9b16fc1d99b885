import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type EventStore, type NewEvent, openSqliteEventStore } from '@subledger/event-store';
import { growToHead } from '../src/grow/grow-to-head.js';
import { type Checkpoint, readCheckpoint, signCheckpoint } from '../src/note/checkpoint.js';
import { readSignerKey, type SignerKey } from '../src/note/keys.js';
import { TreeFile } from '../src/tree-file/tree-file.js';

/** The published example key: everybody has it, so it is nobody's. */
export const KEY = readSignerKey(
  'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofs-'));
  folders.push(folder);
  return folder;
}

export const logIn = (folder: string): string => join(folder, 'log.sqlite');
export const treeIn = (folder: string): string => join(folder, 'proofs.sqlite');

/** Event `number` of every sample ledger: seven profiles take turns, bodies of all sizes and bytes. */
export function sampleEvent(number: number): NewEvent & { readonly stream: string } {
  const digest = createHash('sha256').update(`sample ${number}`).digest();
  const hex = digest.toString('hex');
  const data = Buffer.concat([digest, Buffer.alloc((number * 37) % 900, number % 256)]);
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    stream: `${number % 5 === 0 ? 'sandbox' : 'production'}-profile-${number % 7}`,
    type: 'delivery_accepted',
    data,
    metadata: {
      receivedAt: '2026-01-01T00:00:00.000000Z',
      environment: 'production',
      source: 'webhook',
      bodySha256: createHash('sha256').update(data).digest('hex'),
      ...(number % 3 === 0 ? { '10': 'ten', detail: 'Ünïcode 🎟 "\\\n' } : {}),
    },
  };
}

/** Appends the sample events from `from` to before `to`; the file takes them in this order. */
export async function appendSamples(store: EventStore, from: number, to: number): Promise<void> {
  const revisions = new Map<string, bigint>();
  const appends: Promise<unknown>[] = [];
  for (let number = 0; number < to; number += 1) {
    const { stream, ...event } = sampleEvent(number);
    const last = revisions.get(stream);
    if (number >= from) appends.push(store.append(stream, last ?? 'no_stream', [event]));
    revisions.set(stream, last === undefined ? 0n : last + 1n);
  }
  await Promise.all(appends);
}

/** Signs what the tree holds. */
function signTree(tree: TreeFile, key: SignerKey = KEY): Checkpoint {
  const { size } = tree.progress();
  const checkpoint = readCheckpoint(signCheckpoint({ size, root: tree.root(size) }, key));
  if (checkpoint === null) throw new Error('a checkpoint that cannot be read');
  tree.addCheckpoint(checkpoint);
  return checkpoint;
}

/**
 * A closed ledger in a folder of its own: so many events, the tree over them, and a checkpoint at each of the
 * given sizes.
 */
export async function sampleLedger(
  events: number,
  signedAt: readonly number[] = [events],
): Promise<{ readonly folder: string; readonly checkpoints: readonly Checkpoint[] }> {
  const folder = temporaryFolder();
  const store = await openSqliteEventStore({ file: logIn(folder) });
  const tree = TreeFile.open(treeIn(folder), 'write');
  const checkpoints: Checkpoint[] = [];
  let made = 0;
  for (const size of [...signedAt, events]) {
    await appendSamples(store, made, size);
    await growToHead(store, tree);
    if (signedAt.includes(size) && checkpoints.at(-1)?.size !== BigInt(size))
      checkpoints.push(signTree(tree));
    made = size;
  }
  tree.close();
  await store.close();
  return { folder, checkpoints };
}
