import { LedgerError } from '@subledger/domain';
import type { EventStore, RecordedEvent } from '@subledger/event-store';
import { growToHead } from '../grow/grow-to-head.js';
import { LEDGER_ONLY } from '../grow/leaf-batch.js';
import { type LeafEvent, leafHashOf } from '../leaf.js';
import type { TreeFile } from '../tree-file/tree-file.js';
import type { Hash } from '../tree/hashes.js';
import { AppendInOrder } from './append-in-order.js';
import { readBundle, type ReadBundleOptions } from './read-bundle.js';

export type ImportStep = 'check' | 'append' | 'prove';

export interface ImportOptions extends ReadBundleOptions {
  readonly store: EventStore;
  readonly tree: TreeFile;
  /** Hears of each step, with how many events it goes over, where that is known. */
  readonly onStep: (step: ImportStep, events: bigint | null) => void;
  readonly onEvent: () => void;
}

export interface Imported {
  readonly events: string;
  /** Of those, how many were in the log already. */
  readonly known: string;
  readonly rootHash: string;
  readonly checkpoints: number;
}

/**
 * Brings a bundle into an empty ledger, or goes on where an interrupted import ended: first it reads all of the
 * bundle and believes nothing that does not fit, then it appends what is missing, and last it reads the log again
 * and compares the roots.
 *
 * @throws LedgerError `bundle-refused`: the bundle does not fit itself, or the log does not begin as it does.
 */
export async function importBundle(options: ImportOptions): Promise<Imported> {
  const { store, tree, onStep, onEvent } = options;
  onStep('check', null);
  const { events, root } = await checkedEnd(options);
  onStep('append', events);
  const known = await append(options);
  onStep('prove', events);
  await growToHead(store, tree, onEvent);
  const { size } = tree.progress();
  if (size < events || !tree.root(events).equals(root))
    throw new LedgerError(
      'log-altered',
      'The log that was written has another root than the bundle.',
    );
  const checkpoints = await keepCheckpoints(options);
  return {
    events: String(events),
    known: String(known),
    rootHash: root.toString('base64'),
    checkpoints,
  };
}

async function checkedEnd(options: ImportOptions): Promise<{ events: bigint; root: Hash }> {
  let end: { events: bigint; root: Hash } | null = null;
  for await (const part of readBundle(options)) {
    if (part.kind === 'event') options.onEvent();
    if (part.kind === 'end') end = part;
  }
  if (end === null) throw new LedgerError('bundle-refused', 'The bundle has no end.');
  return end;
}

/** @returns how many of its events were there already. */
async function append(options: ImportOptions): Promise<bigint> {
  const { store, onEvent } = options;
  const there = store.readLog({ filter: LEDGER_ONLY })[Symbol.asyncIterator]();
  const writing = new AppendInOrder(store);
  let known = 0n;
  let isAtEnd = false;
  for await (const part of readBundle(options)) {
    if (part.kind !== 'event') continue;
    const recorded: RecordedEvent | null = isAtEnd ? null : await nextOf(there);
    isAtEnd = recorded === null;
    if (recorded === null) await writing.add(part.event);
    else {
      compare(recorded, part.event, part.hash);
      known += 1n;
    }
    onEvent();
  }
  if (!isAtEnd) await assertEnded(there, known);
  await writing.end();
  return known;
}

async function nextOf(events: AsyncIterator<RecordedEvent>): Promise<RecordedEvent | null> {
  const next = await events.next();
  return next.done === true ? null : next.value;
}

function compare(there: RecordedEvent, event: LeafEvent, hash: Hash): void {
  if (leafHashOf(there).equals(hash)) return;
  throw new LedgerError(
    'bundle-refused',
    `The ledger is not empty, and does not begin as the bundle does: it holds event ${there.id} at position ${there.position} where the bundle has ${event.id}. Nothing was changed.`,
  );
}

async function assertEnded(there: AsyncIterator<RecordedEvent>, known: bigint): Promise<void> {
  if ((await nextOf(there)) === null) return;
  throw new LedgerError(
    'bundle-refused',
    `The ledger holds everything of the bundle, ${known} events, and more behind it. Nothing was changed.`,
  );
}

async function keepCheckpoints(options: ImportOptions): Promise<number> {
  let kept = 0;
  for await (const part of readBundle(options)) {
    if (part.kind !== 'checkpoint') continue;
    options.tree.addCheckpoint(part.checkpoint);
    kept += 1;
  }
  return kept;
}
