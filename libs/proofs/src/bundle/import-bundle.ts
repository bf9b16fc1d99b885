import { LedgerError } from '@subledger/domain';
import { type EventStore, LEDGER_ONLY, type RecordedEvent } from '@subledger/event-store';
import { growToHead } from '../grow/grow-to-head.js';
import { type LeafEvent, leafHashOf } from '../leaf.js';
import { signerOf } from '../note/checkpoint.js';
import type { TreeFile } from '../tree-file/tree-file.js';
import type { Hash } from '../tree/hashes.js';
import { AppendInOrder } from './append-in-order.js';
import { type BundlePart, readBundle, type ReadBundleOptions } from './read-bundle.js';

export type ImportStep = 'check' | 'append' | 'prove';

export interface ImportOptions extends ReadBundleOptions {
  /** Called once the bundle is found valid: nothing is created for one that is refused. */
  readonly openStore: () => Promise<EventStore>;
  /** Called once the log holds all of it. */
  readonly openTree: () => TreeFile;
  /** Called with each step, and with the number of events it covers, if known. */
  readonly onStep: (step: ImportStep, events: bigint | null) => void;
  readonly onEvent: () => void;
}

export interface Imported {
  readonly events: string;
  /** How many of those were already in the log. */
  readonly known: string;
  readonly rootHash: string;
  readonly checkpoints: number;
  /** Who signed them, by the names of the keys. */
  readonly signers: readonly string[];
}

/**
 * Imports a bundle into an empty ledger, or resumes an interrupted import: first it reads the whole bundle and
 * refuses anything inconsistent, then it appends what is missing, and last it reads the log again and compares the
 * roots.
 *
 * @throws LedgerError `bundle-refused`: the bundle is inconsistent, or the log does not begin as the bundle does.
 */
export async function importBundle(options: ImportOptions): Promise<Imported> {
  options.onStep('check', null);
  const end = await checkedEnd(options);
  const store = await options.openStore();
  try {
    options.onStep('append', end.events);
    const known = await append(options, store);
    const tree = options.openTree();
    try {
      return { known: String(known), ...(await prove(options, end, store, tree)) };
    } finally {
      tree.close();
    }
  } finally {
    await store.close();
  }
}

/** Reads the log back. */
async function prove(
  options: ImportOptions,
  { events, root }: BundleEnd,
  store: EventStore,
  tree: TreeFile,
): Promise<Omit<Imported, 'known'>> {
  options.onStep('prove', events);
  await growToHead(store, tree, options.onEvent);
  const { size } = tree.progress();
  if (size < events || !tree.root(events).equals(root))
    throw new LedgerError('log-altered', 'The written log has a different root than the bundle.');
  const signers = await keepCheckpoints(options, tree);
  return {
    events: String(events),
    rootHash: root.toString('base64'),
    checkpoints: signers.length,
    signers: [...new Set(signers)],
  };
}

type BundleEnd = Pick<Extract<BundlePart, { kind: 'end' }>, 'events' | 'root'>;

async function checkedEnd(options: ImportOptions): Promise<BundleEnd> {
  let end: BundleEnd | null = null;
  for await (const part of readBundle(options)) {
    if (part.kind === 'event') options.onEvent();
    if (part.kind === 'end') end = part;
  }
  if (end === null) throw new LedgerError('bundle-refused', 'The bundle has no end.');
  return end;
}

/** @returns how many of its events were already there. */
async function append(options: ImportOptions, store: EventStore): Promise<bigint> {
  const { onEvent } = options;
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
    `The ledger holds everything in the bundle, ${known} events, and more after it. Nothing was changed.`,
  );
}

/** @returns who signed each of them. */
async function keepCheckpoints(options: ImportOptions, tree: TreeFile): Promise<readonly string[]> {
  const signers: string[] = [];
  for await (const part of readBundle(options)) {
    if (part.kind !== 'checkpoint') continue;
    tree.addCheckpoint(part.checkpoint);
    signers.push(signerOf(part.checkpoint));
  }
  return signers;
}
