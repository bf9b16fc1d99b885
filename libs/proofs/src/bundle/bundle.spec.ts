import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventStore, openEventStoreDb, openSqliteEventStore } from '@subledger/event-store';
import { WireServer } from '../../../event-store/test/wire-server/wire-server.js';
import {
  appendSamples,
  KEY,
  logIn,
  sampleEvent,
  sampleLedger,
  temporaryFolder,
  treeIn,
} from '../../test/sample-ledger.js';
import { TamperedLedger } from '../../test/tampered-ledger.js';
import { makeSignerKey, readSignerKey } from '../note/keys.js';
import { TreeFile } from '../tree-file/tree-file.js';
import { exportBundle } from './export-bundle.js';
import { importBundle, type ImportOptions } from './import-bundle.js';

const EVENTS = 700;
const signal = new AbortController().signal;
const nothing = (): void => undefined;
const sqlite = (folder: string, readOnly = false): Promise<EventStore> =>
  openSqliteEventStore({ file: logIn(folder), readOnly });

/** Exports what a store holds, with the checkpoints of a folder's tree. */
async function exported(store: EventStore, folder: string): Promise<string> {
  const file = join(temporaryFolder(), 'log.bundle');
  const tree = TreeFile.open(treeIn(folder), 'read');
  const checkpoints = tree.checkpoints();
  tree.close();
  await exportBundle({ store, file, checkpoints, onEvent: nothing, signal });
  await store.close();
  return file;
}

async function importInto(store: EventStore, folder: string, given: Partial<ImportOptions>) {
  return importBundle({
    openStore: () => Promise.resolve(store),
    openTree: () => TreeFile.open(treeIn(folder), 'write'),
    file: bundle,
    keys: [KEY.verifier],
    onStep: nothing,
    onEvent: nothing,
    signal,
    ...given,
  }).finally(() => store.close());
}

let source: string;
let bundle: string;
beforeAll(async () => {
  source = (await sampleLedger(EVENTS, [1, 300, EVENTS])).folder;
  bundle = await exported(await sqlite(source, true), source);
});

/** The bundle with its lines changed. */
function changed(change: (lines: string[]) => readonly string[]): string {
  const lines = gunzipSync(readFileSync(bundle)).toString().trimEnd().split('\n');
  const file = join(temporaryFolder(), 'changed.bundle');
  writeFileSync(file, gzipSync(`${change(lines).join('\n')}\n`));
  return file;
}

describe('a bundle', () => {
  it('holds every event, each checkpoint behind its last event, and an end', () => {
    const lines = gunzipSync(readFileSync(bundle)).toString().trimEnd().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.filter((kind) => kind === 'event')).toHaveLength(EVENTS);
    expect([kinds[0], kinds[2], kinds[302], kinds.at(-2), kinds.at(-1)]).toEqual([
      'bundle',
      'checkpoint',
      'checkpoint',
      'checkpoint',
      'end',
    ]);
    expect(existsSync(`${bundle}.partial`)).toBe(false);
  });

  it('is the same each time, and never replaces a file', async () => {
    const again = await exported(await sqlite(source, true), source);
    expect(readFileSync(again).equals(readFileSync(bundle))).toBe(true);
    const store = await sqlite(source, true);
    const before = readFileSync(again);
    await expect(
      exportBundle({ store, file: again, checkpoints: [], onEvent: nothing, signal }),
    ).rejects.toThrow(/already exists/);
    expect(readFileSync(again).equals(before)).toBe(true);
    await store.close();
  });

  it('is not written where the log does not fit what was signed, and leaves nothing behind', async () => {
    const { folder, checkpoints } = await sampleLedger(20);
    const other = await sqlite((await sampleLedger(0, [])).folder);
    await appendSamples(other, 0, 7);
    await other.append('production-other', 'no_stream', [
      { id: '00000000-0000-8000-8000-000000000001', type: 'x', data: Buffer.of(1), metadata: {} },
    ]);
    await appendSamples(other, 7, 20);
    const file = join(folder, 'log.bundle');
    const texts = checkpoints.map(({ text }) => text);
    await expect(
      exportBundle({ store: other, file, checkpoints: texts, onEvent: nothing, signal }),
    ).rejects.toThrow(/does not match the checkpoint over 20 leaves/);
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false]);
    await other.close();
  });

  it('is not written where the log is shorter than what was signed', async () => {
    const { checkpoints } = await sampleLedger(20);
    const shorter = (await sampleLedger(12, [])).folder;
    const store = await sqlite(shorter, true);
    const file = join(shorter, 'log.bundle');
    const texts = checkpoints.map(({ text }) => text);
    await expect(
      exportBundle({ store, file, checkpoints: texts, onEvent: nothing, signal }),
    ).rejects.toMatchObject({
      code: 'log-altered',
      message: expect.stringMatching(
        /over 20 leaves was signed when the log was longer: .* now gives 12/,
      ),
    });
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false]);
    await store.close();
  });
});

describe('an import', () => {
  it('into SQLite gives the same bundle again', async () => {
    const folder = temporaryFolder();
    const done = await importInto(await sqlite(folder), folder, {});
    expect(done).toMatchObject({ events: String(EVENTS), known: '0', checkpoints: 3 });
    const again = await exported(await sqlite(folder, true), folder);
    expect(readFileSync(again).equals(readFileSync(bundle))).toBe(true);
  });

  describe('into EventStoreDB', () => {
    let server: WireServer;
    beforeAll(async () => {
      server = await WireServer.open();
    });
    afterAll(() => server.close());

    it('gives the same root, and from there the same bundle again', async () => {
      const folder = temporaryFolder();
      const store = await openEventStoreDb({ url: server.url });
      const done = await importInto(store, folder, {});
      expect(done).toMatchObject({ events: String(EVENTS), known: '0' });
      const back = await exported(await openEventStoreDb({ url: server.url }), folder);
      expect(readFileSync(back).equals(readFileSync(bundle))).toBe(true);
    });
  });

  it('resumes where it was interrupted, and does nothing where it was done', async () => {
    const folder = temporaryFolder();
    let left = 250;
    let step = '';
    const interrupted = importInto(await sqlite(folder), folder, {
      onStep: (name) => (step = name),
      onEvent: () => {
        if (step === 'append' && (left -= 1) === 0) throw new Error('the power went');
      },
    });
    await expect(interrupted).rejects.toThrow('the power went');
    const store = await sqlite(folder);
    const there = await store.countAfter(null);
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(EVENTS);
    expect(await importInto(store, folder, {})).toMatchObject({ known: String(there) });
    expect(await importInto(await sqlite(folder), folder, {})).toMatchObject({
      known: String(EVENTS),
    });
    const again = await exported(await sqlite(folder, true), folder);
    expect(readFileSync(again).equals(readFileSync(bundle))).toBe(true);
  });

  it('refuses a ledger that does not begin as the bundle does, and changes nothing', async () => {
    const folder = temporaryFolder();
    const store = await sqlite(folder);
    await appendSamples(store, 0, 10);
    const { stream, ...event } = { ...(await firstOf(store)), data: Buffer.from('other') };
    const other = { ...event, id: '00000000-0000-8000-8000-000000000002' };
    expect(await store.append(stream, 0n, [other])).toMatchObject({ outcome: 'appended' });
    await expect(importInto(store, folder, {})).rejects.toThrow(
      /does not begin as the bundle does: it holds event 00000000-0000-8000-8000-000000000002 at position 11 .*Nothing was changed/,
    );
    const after = await sqlite(folder, true);
    expect(await after.countAfter(null)).toBe(11);
    await after.close();
  });

  it('refuses a ledger that has gone on', async () => {
    const folder = temporaryFolder();
    copyFileSync(logIn(source), logIn(folder));
    const store = await sqlite(folder);
    await appendSamples(store, EVENTS, EVENTS + 1);
    await expect(importInto(store, folder, {})).rejects.toThrow(/and more after it/);
  });

  const swapBody = (line = ''): string => line.replace(/"data":"...../, '"data":"AAAAA');
  const otherKey = readSignerKey(makeSignerKey('PeterNeumann')).verifier;

  it.each<[string, (lines: string[]) => readonly string[], RegExp]>([
    ['a body that was changed', (l) => l.with(9, swapBody(l[9])), /line 10: event .* hash/],
    ['an event that was taken out', (l) => l.toSpliced(400, 1), /line 401: leaf \d+ is where/],
    ['two that were swapped', (l) => l.with(8, l[9] ?? '').with(9, l[8] ?? ''), /line 9: leaf/],
    ['events that were cut off', (l) => l.toSpliced(500, 204), /line 501: 700 events .* 497 are/],
    ['no end', (l) => l.slice(0, -1), /ends after line 704: its end is missing/],
    ['something behind the end', (l) => [...l, l[1] ?? ''], /line 706: it comes after the end/],
    ['no beginning', (l) => l.slice(1), /line 1: it is in the wrong place/],
    ['a line that is no JSON', (l) => l.with(3, '{'), /line 4: it is not a JSON object/],
    ['another form', (l) => l.with(0, '{"kind":"bundle","form":2}'), /line 1: .*form/],
    [
      'a checkpoint elsewhere',
      (l) => l.toSpliced(2, 1).toSpliced(9, 0, l[2] ?? ''),
      /line 10: the/,
    ],
    [
      'another root',
      (l) => [...l.slice(0, -1), l.at(-1)?.replace(/"root":"../, '"root":"AA') ?? ''],
      /line 705: the root/,
    ],
  ])('refuses a bundle with %s, before anything is written', async (_, change, message) => {
    const folder = temporaryFolder();
    await expect(
      importInto(await sqlite(folder), folder, { file: changed(change) }),
    ).rejects.toThrow(message);
    const store = await sqlite(folder, true);
    expect(await store.head()).toBeNull();
    await store.close();
  });

  it('refuses one with a body that contradicts its own SHA-256, although everything else fits', async () => {
    const tampered = new TamperedLedger(source);
    tampered.flipBitIn(sampleEvent(123).data.subarray(0, 32));
    const file = join(temporaryFolder(), 'contradicting.bundle');
    const altered = await sqlite(tampered.folder, true);
    await exportBundle({ store: altered, file, checkpoints: [], onEvent: nothing, signal });
    await altered.close();
    const folder = temporaryFolder();
    await expect(importInto(await sqlite(folder), folder, { file })).rejects.toThrow(
      /line 125: the body of event \S+ does not match the SHA-256 that was recorded with it/,
    );
    const store = await sqlite(folder, true);
    expect(await store.head()).toBeNull();
    await store.close();
  });

  it('refuses one that another key has signed, and a file that is no bundle', async () => {
    const folder = temporaryFolder();
    await expect(importInto(await sqlite(folder), folder, { keys: [otherKey] })).rejects.toThrow(
      /line 3: the checkpoint over 1 leaves has no valid signature: it names PeterNeumann\+c74f20a3/,
    );
    const torn = join(folder, 'torn.bundle');
    writeFileSync(torn, readFileSync(bundle).subarray(0, 5_000));
    await expect(importInto(await sqlite(folder), folder, { file: torn })).rejects.toThrow(/gzip/);
    writeFileSync(torn, 'no gzip at all');
    await expect(importInto(await sqlite(folder), folder, { file: torn })).rejects.toThrow(/gzip/);
  });
});

async function firstOf(store: EventStore) {
  for await (const event of store.readLog({ limit: 1 })) return event;
  throw new Error('an empty log');
}
