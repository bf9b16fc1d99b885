import { beforeAll, describe, expect, it } from '@jest/globals';
import { KEY, sampleEvent, sampleLedger } from '../../test/sample-ledger.js';
import { TamperedLedger } from '../../test/tampered-ledger.js';
import { type Checkpoint, signCheckpoint } from '../note/checkpoint.js';
import { EMPTY_ROOT } from '../tree/hashes.js';

/** Over 256, so that there are two tiles, and one above them. */
const EVENTS = 300;
const EVERYTHING = ['leaves', 'tiles', 'checkpoints', 'progress'];

let original: string;
let checkpoints: readonly Checkpoint[];
beforeAll(async () => {
  ({ folder: original, checkpoints } = await sampleLedger(EVENTS, [100, 299]));
});

const aboutTheTree = (sentence: RegExp) =>
  expect.objectContaining({ kind: 'tree', sentence: expect.stringMatching(sentence) });

describe('a tree that says it has more leaves than it keeps', () => {
  it.each([
    ['a few', 'UPDATE progress SET size = 310'],
    ['more than anybody could walk over', 'UPDATE progress SET size = 9000000000000'],
    [
      'as many, with one that stands so far behind',
      `UPDATE progress SET size = 9000000000000;
       INSERT INTO leaves VALUES (8999999999999, 'x', '301')`,
    ],
  ])('is found: %s', async (_, sql) => {
    const ledger = new TamperedLedger(original);
    ledger.tree(sql);
    const report = await ledger.verify();
    expect(report).toMatchObject({ events: '300', checkpoints: 2 });
    expect(report.findings).toContainEqual(aboutTheTree(/claims to have \d+ leaves, but stores/));
  });

  it('is no way to hide that an event is unknown to it', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(`UPDATE progress SET size = 9000000000000;
      INSERT INTO leaves VALUES (8999999999999, 'x', '301')`);
    ledger.log(`UPDATE events SET id = x'${'ab'.repeat(16)}' WHERE position = 51`);
    const { findings } = await ledger.verify();
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'added', position: '51' }));
  });
});

describe('a tree that lacks', () => {
  it.each(['leaves', 'tiles', 'progress'])(
    'the table of %s is a finding, and what was signed is compared all the same',
    async (table) => {
      const ledger = new TamperedLedger(original);
      ledger.tree(`DROP TABLE ${table}`);
      const report = await ledger.verify();
      expect(report).toMatchObject({ events: '300', checkpoints: 2, covered: '299' });
      expect(report.findings).toEqual([aboutTheTree(new RegExp(`no such table: ${table}`))]);
    },
  );

  it('its checkpoints is a finding, and the leaves are compared all the same', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree('DROP TABLE checkpoints');
    ledger.log('DELETE FROM events WHERE position = 51');
    const { findings } = await ledger.verify({ checkpoints: [checkpoints[0]?.text ?? ''] });
    expect(findings).toContainEqual(aboutTheTree(/no such table: checkpoints/));
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'missing', eventId: sampleEvent(50).id }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'checkpoint' }));
  });

  it('the very file is no finding: what was kept elsewhere is compared', async () => {
    const texts = checkpoints.map(({ text }) => text);
    const ledger = new TamperedLedger(original);
    expect(await ledger.verify({ hasTree: false, checkpoints: texts })).toMatchObject({
      checkpoints: 2,
      covered: '299',
      leaves: '0',
      findings: [],
    });
  });

  it('a value of the right kind is a finding, and no crash', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(`DROP TABLE progress; CREATE TABLE progress (size, position);
      INSERT INTO progress VALUES ('many', NULL)`);
    const { findings } = await ledger.verify();
    expect(findings).toEqual([aboutTheTree(/many/)]);
  });
});

describe('what no checkpoint covers', () => {
  it('is counted where events stand behind the last one', async () => {
    expect(await new TamperedLedger(original).verify()).toMatchObject({
      events: '300',
      covered: '299',
      uncovered: '1',
    });
  });

  it('is everything where nothing is left of tree and checkpoints', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(EVERYTHING.map((table) => `DELETE FROM ${table}`).join(';'));
    expect(await ledger.verify()).toMatchObject({
      checkpoints: 0,
      covered: '0',
      uncovered: '300',
    });
  });

  it('is everything where the only checkpoint that fits is over nothing', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(EVERYTHING.map((table) => `DELETE FROM ${table}`).join(';'));
    const empty = signCheckpoint({ size: 0n, root: EMPTY_ROOT }, KEY);
    expect(await ledger.verify({ checkpoints: [empty] })).toMatchObject({
      checkpoints: 1,
      covered: '0',
      uncovered: '300',
    });
  });
});

describe('one changed leaf', () => {
  it('is told once, whatever follows from it', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(`UPDATE leaves SET event_id = 'another' WHERE place = 50`);
    expect(await ledger.verify()).toMatchObject({
      findingCount: 1,
      findings: [{ kind: 'tree', leaf: '50' }],
    });
  });
});

describe('a verification that somebody stops', () => {
  it('ends, also within what cannot be read', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log(`UPDATE events SET metadata = '{' WHERE position > 10`);
    const stopping = new AbortController();
    setImmediate(() => {
      stopping.abort(new Error('stopped'));
    });
    await expect(ledger.verify({ signal: stopping.signal })).rejects.toThrow('stopped');
  });

  it('ends within the tree', async () => {
    const ledger = new TamperedLedger(original);
    const stopping = new AbortController();
    let read = 0;
    const verifying = ledger.verify({
      signal: stopping.signal,
      onEvent: () => {
        read += 1;
        if (read === EVENTS) stopping.abort(new Error('stopped'));
      },
    });
    await expect(verifying).rejects.toThrow('stopped');
  });
});

describe('a log with more than a thousand events that cannot be read', () => {
  it('is reported as far as it was read', async () => {
    const { folder } = await sampleLedger(1_100, [1]);
    const ledger = new TamperedLedger(folder);
    ledger.log(`UPDATE events SET metadata = '{' WHERE position > 5`);
    const { findings, events } = await ledger.verify();
    expect(events).toBe('5');
    expect(findings.filter(({ kind }) => kind === 'unreadable').length).toBeGreaterThan(900);
  });
});
