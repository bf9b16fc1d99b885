import { beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { appendSamples, KEY, logIn, sampleEvent, sampleLedger } from '../../test/sample-ledger.js';
import { TamperedLedger } from '../../test/tampered-ledger.js';
import { type Checkpoint, signCheckpoint } from '../note/checkpoint.js';
import { makeSignerKey, readSignerKey } from '../note/keys.js';

/** Over 256, so that there are two tiles, and one above them. */
const EVENTS = 300;
const SIGNED_AT = [100, 200, 299];

let original: string;
let checkpoints: readonly Checkpoint[];
beforeAll(async () => {
  ({ folder: original, checkpoints } = await sampleLedger(EVENTS, SIGNED_AT));
});

/** The leaf of event `number` is `number`, and its position the next number. */
const idOf = (number: number): string => sampleEvent(number).id;
const blobOf = (number: number): string => `x'${idOf(number).replaceAll('-', '')}'`;
const hex = (text: string): string => Buffer.from(text).toString('hex');

/** As whoever knows what recording writes would do it: nothing in the event itself tells. */
function changeBodyWithItsHash(ledger: TamperedLedger, number: number): void {
  const old = sampleEvent(number).metadata.bodySha256 ?? '';
  const young = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
  ledger.log(
    `UPDATE events SET data = x'${hex('a')}', metadata = replace(metadata, '${old}', '${young}')
     WHERE position = ${number + 1}`,
  );
}

/** Puts a checkpoint of the right key over the whole tree, as it is now. */
function signAgain(ledger: TamperedLedger, root: Buffer): void {
  const note = signCheckpoint({ size: BigInt(EVENTS), root }, KEY);
  ledger.tree(
    `INSERT INTO checkpoints (signed_by, size, note)
     VALUES ('${KEY.verifier.shortText}', ${EVENTS}, CAST(x'${hex(note)}' AS TEXT))`,
  );
}

describe('a log that nobody touched', () => {
  it('fits its leaves, its tree and every checkpoint', async () => {
    const report = await new TamperedLedger(original).verify();
    expect(report).toMatchObject({
      events: '300',
      leaves: '300',
      notInTree: '0',
      checkpoints: 3,
      findings: [],
    });
  });

  it('may go on behind the tree', async () => {
    const ledger = new TamperedLedger(original);
    const store = await openSqliteEventStore({ file: logIn(ledger.folder) });
    await appendSamples(store, EVENTS, EVENTS + 3);
    await store.close();
    expect(await ledger.verify()).toMatchObject({ events: '303', notInTree: '3', findings: [] });
  });
});

describe('an event', () => {
  const aboutEvent = (number: number, kind: string, sentence: RegExp) =>
    expect.objectContaining({
      kind,
      eventId: idOf(number),
      leaf: String(number),
      sentence: expect.stringMatching(sentence),
    });
  const firstMisfit = (size: number) =>
    expect.objectContaining({
      kind: 'checkpoint',
      sentence: expect.stringMatching(
        new RegExp(`over ${size} leaves does not match this log.*it is the log that was changed`),
      ),
    });

  it('with a bit flipped in its body is named', async () => {
    const ledger = new TamperedLedger(original);
    ledger.flipBitIn(sampleEvent(123).data.subarray(0, 32));
    const report = await ledger.verify();
    expect(report.checkpoints).toBe(1);
    expect(report.findings).toEqual([
      aboutEvent(123, 'altered', /its body does not match the SHA-256/),
      firstMisfit(200),
    ]);
  });

  it.each([
    ['type', `UPDATE events SET type = 'delivery_conflicted' WHERE position = 51`],
    [
      'metadata',
      `UPDATE events SET metadata = replace(metadata, 'T00:', 'T01:') WHERE position = 51`,
    ],
    ['stream', `UPDATE events SET stream = 'production-profile-x' WHERE position = 51`],
    ['revision', `UPDATE events SET revision = 99 WHERE position = 51`],
  ])('with another %s is named', async (_, sql) => {
    const ledger = new TamperedLedger(original);
    ledger.log(sql);
    expect((await ledger.verify()).findings).toEqual([
      aboutEvent(50, 'altered', /place, type or metadata were changed/),
      firstMisfit(100),
    ]);
  });

  it('whose body and its SHA-256 were both changed is named', async () => {
    const ledger = new TamperedLedger(original);
    changeBodyWithItsHash(ledger, 50);
    const { findings } = await ledger.verify();
    expect(findings).toEqual([
      aboutEvent(
        50,
        'altered',
        /its body agrees with the SHA-256 beside it: either .*, or the body and its SHA-256 both were\.$/,
      ),
      firstMisfit(100),
    ]);
  });

  it('whose body contradicts its SHA-256 is named, although tree and checkpoint agree with it', async () => {
    const ledger = new TamperedLedger(original);
    ledger.flipBitIn(sampleEvent(123).data.subarray(0, 32));
    const root = await ledger.growAnew();
    const named = [aboutEvent(123, 'altered', /its body does not match the SHA-256/)];
    expect((await ledger.verify()).findings).toEqual(named);
    signAgain(ledger, root);
    expect(await ledger.verify()).toMatchObject({ checkpoints: 1, findings: named });
  });

  it('whose body contradicts its SHA-256 is named before it is in the tree', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(
      'DELETE FROM checkpoints; DELETE FROM leaves; DELETE FROM tiles; UPDATE progress SET size = 0',
    );
    ledger.flipBitIn(sampleEvent(123).data.subarray(0, 32));
    expect(await ledger.verify()).toMatchObject({
      notInTree: '300',
      findings: [expect.objectContaining({ kind: 'altered', eventId: idOf(123), position: '124' })],
    });
  });

  it('that was deleted is named, and nothing behind it', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log('DELETE FROM events WHERE position = 51');
    expect((await ledger.verify()).findings).toEqual([
      aboutEvent(50, 'missing', /^Event \S+ is missing: it was leaf 50, at position 51\.$/),
      firstMisfit(100),
    ]);
  });

  it('that was deleted, with those behind it moved up, is named', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log(
      `DELETE FROM events WHERE position = 51;
       UPDATE events SET position = -position WHERE position > 51;
       UPDATE events SET position = -position - 1 WHERE position < 0`,
    );
    expect((await ledger.verify()).findings).toContainEqual(
      aboutEvent(50, 'missing', /is missing: it was leaf 50, at position 51/),
    );
  });

  it('that changed places with another is named', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log(
      `UPDATE events SET position = -1 WHERE position = 51;
       UPDATE events SET position = 51 WHERE position = 52;
       UPDATE events SET position = 52 WHERE position = -1`,
    );
    expect((await ledger.verify()).findings).toEqual([
      aboutEvent(50, 'moved', /was recorded as leaf 50, but is now after later ones/),
      firstMisfit(100),
    ]);
  });

  it('that was put in between is named', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log(
      `UPDATE events SET position = -position - 1 WHERE position > 51;
       UPDATE events SET position = -position WHERE position < 0;
       INSERT INTO events SELECT 52, 'production-profile-x', 0, x'${'ab'.repeat(16)}', type,
         stored_at, metadata, data FROM events WHERE position = 51`,
    );
    const added = expect.objectContaining({
      kind: 'added',
      eventId: expect.stringMatching(/^abab/),
    });
    expect((await ledger.verify()).findings).toEqual([added, firstMisfit(100)]);
  });

  it('that was replaced by one of another id is named, and so is the other', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log(`UPDATE events SET id = x'${'ab'.repeat(16)}' WHERE id = ${blobOf(50)}`);
    expect((await ledger.verify()).findings).toEqual([
      expect.objectContaining({ kind: 'added', position: '51' }),
      aboutEvent(50, 'missing', /is missing/),
      firstMisfit(100),
    ]);
  });

  it('whose metadata are no JSON any more is named, and the log is read to its end', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log(`UPDATE events SET metadata = '{' WHERE position = 51`);
    const report = await ledger.verify();
    expect(report.events).toBe('299');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: 'unreadable', position: '51' }),
    );
    expect(report.findings).toContainEqual(aboutEvent(50, 'missing', /at position 51/));
  });
});

describe('a file with any bit flipped', () => {
  /** A prime, so that the places fall on all kinds of pages and on all bits. */
  const STEP = 7_919;

  it('is found, or holds every event as it was', async () => {
    const contents = await new TamperedLedger(original).contents();
    let found = 0;
    for (let place = 0; place < 80 * STEP; place += STEP) {
      const ledger = new TamperedLedger(original);
      ledger.flipBit(place);
      if (await ledger.isFound()) found += 1;
      else expect(await ledger.contents()).toEqual(contents);
    }
    expect(found).toBeGreaterThan(40);
  });
});

describe('a tail that was cut off', () => {
  it('is named by its first and last event', async () => {
    const ledger = new TamperedLedger(original);
    ledger.log('DELETE FROM events WHERE position > 290');
    expect((await ledger.verify()).findings).toEqual([
      expect.objectContaining({
        kind: 'missing',
        eventId: idOf(290),
        leaf: '290',
        sentence: `10 events are missing, from ${idOf(290)} to ${idOf(299)}: they were leaves 290 to 299, at positions 291 to 300. The log ends before.`,
      }),
      expect.objectContaining({
        kind: 'checkpoint',
        sentence: expect.stringMatching(/over 299 leaves .* log was longer: it now gives 290/),
      }),
    ]);
  });

  it('is named by a checkpoint that was kept elsewhere, where the tree was cut off too', async () => {
    const kept = checkpoints.at(-1)?.text ?? '';
    const ledger = new TamperedLedger((await sampleLedger(290, [100])).folder);
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.verify({ checkpoints: [kept] })).findings).toEqual([
      expect.objectContaining({ kind: 'checkpoint', sentence: expect.stringContaining('299') }),
    ]);
  });
});

describe('a checkpoint', () => {
  it('that another key signed is named, whatever name the key has', async () => {
    const forger = readSignerKey(makeSignerKey('PeterNeumann'));
    const { size = 0n, root = Buffer.alloc(32) } = checkpoints[1] ?? {};
    const ledger = new TamperedLedger(original);
    ledger.tree(
      `UPDATE checkpoints SET note = CAST(x'${hex(signCheckpoint({ size, root }, forger))}' AS TEXT)
       WHERE size = 200`,
    );
    const report = await ledger.verify();
    expect(report.checkpoints).toBe(2);
    expect(report.findings).toEqual([
      expect.objectContaining({
        kind: 'checkpoint',
        sentence: `The checkpoint over 200 leaves has no valid signature of PeterNeumann+c74f20a3: it claims to be signed by ${forger.verifier.shortText}.`,
      }),
    ]);
  });

  it('that was signed again, with the right key, over a changed log is named', async () => {
    const ledger = new TamperedLedger(original);
    changeBodyWithItsHash(ledger, 123);
    // Whoever has the key builds the tree anew and signs it: only what was signed before, and kept, tells.
    signAgain(ledger, await ledger.growAnew());
    const kept = checkpoints.map(({ text }) => text);
    const { findings } = await ledger.verify({ checkpoints: kept });
    expect(findings).toEqual([
      expect.objectContaining({
        kind: 'checkpoint',
        sentence: expect.stringMatching(
          /over 200 leaves does not match this log.*do not match it either/,
        ),
      }),
    ]);
  });

  it.each([
    ['with another root', (text: string) => text.replace(/\n200\n./, '\n200\n_')],
    ['cut short', (text: string) => text.slice(0, -20)],
    ['made empty', () => ''],
  ])('%s is named', async (_, spoil) => {
    const ledger = new TamperedLedger(original);
    const note = spoil(checkpoints[1]?.text ?? '');
    ledger.tree(`UPDATE checkpoints SET note = CAST(x'${hex(note)}' AS TEXT) WHERE size = 200`);
    const report = await ledger.verify();
    expect(report.checkpoints).toBe(2);
    expect(report.findings).toEqual([expect.objectContaining({ kind: 'checkpoint' })]);
  });
});

describe('a tree', () => {
  it('with a leaf changed is blamed itself, because the log fits what was signed', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree(
      `UPDATE tiles SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) WHERE level = 0 AND place = 0`,
    );
    const report = await ledger.verify();
    expect(report.checkpoints).toBe(3);
    expect(report.findings).toEqual([
      expect.objectContaining({
        kind: 'tree',
        leaf: '0',
        sentence: expect.stringMatching(/^Leaf 0 of the tree was changed, but no event/),
      }),
      expect.objectContaining({
        kind: 'tree',
        sentence: expect.stringContaining('node 0 of level 1'),
      }),
    ]);
  });

  it('with an upper node changed is named', async () => {
    const ledger = new TamperedLedger(original);
    ledger.tree('UPDATE tiles SET hashes = zeroblob(32) WHERE level = 1');
    expect((await ledger.verify()).findings).toEqual([
      expect.objectContaining({
        kind: 'tree',
        sentence: expect.stringContaining('node 0 of level 1'),
      }),
    ]);
  });
});
