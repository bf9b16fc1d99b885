import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flows, relabel, type WebhookBody } from '@subledger/flows';
import { stringify } from 'csv-stringify/sync';
import { rowOf } from '../../ledger/test/export-rows.js';
import { Conversation } from '../../ledger/test/purchase.js';
import { createLedger } from '../../ledger/src/ledger.js';
import { until } from '../../ledger/test/operator.js';
import {
  ADMIN_KEY,
  configure,
  recordedEvents,
  type RunningLedger,
  runLedger,
} from '../../ledger/test/running-ledger.js';
import { Command } from './command.js';

const TIME_LIMIT_MS = 60_000;

let ledger: RunningLedger;
let command: Command;
const conversation = new Conversation(() => ledger);

const bodies: readonly WebhookBody[] = flows.flatMap((flow, number) =>
  relabel(flow, `export-${number}`).steps.flatMap((step) => step.deliver),
);
const isAccess = (body: WebhookBody): boolean => body.event_type === 'access_level_updated';
/** What an outage lost; an export cannot bring back an access update. */
const lost = new Set(bodies.filter((body, place) => !isAccess(body) && place % 3 === 0));

const csvOf = (rows: readonly object[]): string =>
  stringify([...rows], { header: true, bom: true });
const COLUMNS = Object.keys(rowOf({ event_properties: {} })).join(',');
const write = (name: string, text: string | Buffer): string => {
  writeFileSync(join(command.folder, name), text);
  return name;
};

beforeAll(async () => {
  ledger = await runLedger();
  command = new Command({ SUBLEDGER_URL: ledger.url, SUBLEDGER_API_KEY: ADMIN_KEY });
  for (const body of bodies) if (!lost.has(body)) await conversation.tell(body);
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

const kindsFound = async (): Promise<readonly unknown[]> => {
  const end = await conversation.ask('/v1/events', { limit: '200' });
  const minPosition = String(end.body.position);
  const { body } = await conversation.ask('/v1/findings', { limit: '200', minPosition });
  return (body.items as { kind: string }[]).map(({ kind }) => kind);
};

describe('subledger backfill', () => {
  const accesses = bodies.filter(isAccess).length;
  const [known, rows] = [bodies.length - accesses - lost.size, bodies.length];

  it('tells in a trial what the ledger does not know', async () => {
    const file = write('all.csv', csvOf(bodies.map(rowOf)));
    const { code, out, err } = await command.run('backfill', '--trial', file);
    expect([code, err]).toEqual([0, '']);
    const [first, ...types] = out.trimEnd().split('\n');
    expect(first).toBe(
      `${rows} rows: ${lost.size} not known, and would be recorded; ${known} known already; ${accesses} skipped, being about access levels`,
    );
    const counts = types.map((line) => Number(line.trim().split(/\s+/)[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lost.size);
    const twice = await command.run('backfill', '--trial', file, file);
    expect(twice.out).toContain(
      `${2 * rows} rows: ${lost.size} not known, and would be recorded; ${lost.size + 2 * known} known already`,
    );
  });

  it('records what was lost, once, from files that overlap', async () => {
    const before = await kindsFound();
    const half = write('half.csv', csvOf(bodies.slice(0, rows / 2).map(rowOf)));
    const { code, out } = await command.run('backfill', 'all.csv', half, '--json');
    const tally = JSON.parse(out) as { rows: number; outcomes: Record<string, number> };
    expect([code, tally.rows, tally.outcomes.accepted]).toEqual([
      0,
      rows + Math.floor(rows / 2),
      lost.size,
    ]);
    const again = await command.run('backfill', 'all.csv');
    expect(again.out).toBe(
      `${rows} rows: ${known + lost.size} known already; ${accesses} skipped, being about access levels\n`,
    );
    expect((await kindsFound()).length).toBeLessThan(before.length);
  });

  it('names the rows that it cannot use by their lines, and takes the others', async () => {
    const [one] = bodies.map(rowOf);
    const wrong = { ...one, event_datetime: 'yesterday' };
    const large = { ...one, integration_ids: '\t'.repeat(140_000) };
    const odd = [wrong, { ...one, environment: 'Staging' }, large, { ...one }];
    const file = write('odd.csv', csvOf(odd));
    expect(await command.run('backfill', file)).toEqual({
      code: 5,
      out: '4 rows: 1 known already; 3 refused\n',
      err: expect.stringMatching(
        /odd\.csv:2: event_datetime must be an instant\.\n.*odd\.csv:3: environment must be production.*\nsubledger: 3 rows could not be used\n$/s,
      ),
    });
  });

  it('offers rows again that a busy ledger turns away', async () => {
    const busy = await runLedger({ MAX_REQUESTS_IN_FLIGHT: '4' });
    try {
      const file = write('few.csv', csvOf([...lost].map(rowOf)));
      const { code, out, err } = await command.run('backfill', file, '--url', busy.url);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(`${lost.size} rows: ${lost.size} recorded`);
      expect(await recordedEvents(busy)).toHaveLength(lost.size);
    } finally {
      await busy.remove();
    }
  }, 60_000);

  it('goes on when the ledger comes back, and records each row once', async () => {
    const first = await runLedger();
    const [row] = [...lost].map(rowOf);
    const many = Array.from({ length: 2_000 }, (_, number) => ({
      ...row,
      profile_id: `many-${number}`,
      transaction_id: `many-${number}`,
      original_transaction_id: `many-${number}`,
    }));
    const file = write('many.csv', csvOf(many));
    const { ended } = command.start('backfill', file, '--url', first.url);
    await until(async () => (await recordedEvents(first)).length > 200);
    await first.close();
    expect((await recordedEvents(first)).length).toBeLessThan(many.length);
    const { port } = new URL(first.url);
    const second = await createLedger(configure(first.dataDir, { PORT: port }));
    try {
      const { code, out } = await ended;
      expect([code, out.split(':')[0]]).toEqual([0, '2000 rows']);
      const events = await recordedEvents(first);
      expect(new Set(events.map(({ id }) => id)).size).toBe(many.length);
      expect(events).toHaveLength(many.length);
    } finally {
      await second.close();
      await first.remove();
    }
  }, 60_000);

  it('reads a compressed file, and passes over empty lines', async () => {
    const lines = csvOf(bodies.slice(0, 3).map(rowOf)).replaceAll('\n', '\n\n');
    writeFileSync(join(command.folder, 'few.csv.gz'), gzipSync(lines));
    const { code, out } = await command.run('backfill', '--trial', 'few.csv.gz');
    expect([code, out.split(':')[0]]).toEqual([0, '3 rows']);
  });

  it('reads lines that end with a carriage return alone, however many there are', async () => {
    const lines = csvOf(Array<object>(1_500).fill(rowOf(bodies[0] ?? {}))).replaceAll('\n', '\r');
    expect(lines.length).toBeGreaterThan(300_000);
    const { code, out } = await command.run('backfill', '--trial', write('old.csv', lines));
    expect([code, out.split(':')[0]]).toEqual([0, '1500 rows']);
  });

  it('stops at once while it counts the rows of a large file', async () => {
    // Of three million rows, which take far longer to count than the test waits.
    const heading = gzipSync(`${COLUMNS}\n`);
    const [, ...lines] = csvOf(Array<object>(30_000).fill(rowOf(bodies[0] ?? {}))).split('\n');
    const parts = [heading, ...Array<Buffer>(100).fill(gzipSync(lines.join('\n')))];
    const file = write('large.csv.gz', Buffer.concat(parts));
    const { child, ended } = command.start('backfill', '--trial', file);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const stoppedAt = performance.now();
    child.kill('SIGINT');
    const { code } = await ended;
    expect([code, performance.now() - stoppedAt < 10_000]).toEqual([130, true]);
  });

  it('refuses a pipe, which could be read only once, and is not kept waiting by it', async () => {
    execFileSync('mkfifo', [join(command.folder, 'pipe.csv')]);
    const { code, err } = await command.run('backfill', 'pipe.csv');
    expect([code, err]).toEqual([5, expect.stringContaining('pipe.csv is not a file')]);
  });

  it.each([
    ['is not there', 'nowhere.csv', '', 'nowhere.csv cannot be read (ENOENT)'],
    ['is empty', 'empty.csv', '', 'events: it is empty'],
    ['is a text', 'notes.md', '# A page\n\na, b\n', 'it has no column profile_id'],
    ['has other columns', 'other.csv', 'a,b\n1,2\n', 'it has no column profile_id, event_type'],
    [
      'is in another encoding',
      'latin.csv',
      Buffer.from(`${COLUMNS}\ncaf\xe9\n`, 'latin1'),
      'not UTF-8',
    ],
    [
      'has lines without an end',
      'commas.csv',
      `${COLUMNS}\n${','.repeat(2_000_000)}`,
      'longer than any row',
    ],
    ['has a quote inside of a cell', 'quote.csv', `${COLUMNS}\nx"y\n`, 'not CSV at line 2'],
    ['is not CSV', 'broken.csv', `${COLUMNS}\n"x`, 'is not CSV at line 2'],
  ])('refuses a file that %s, before it sends anything', async (_, name, text, why) => {
    if (name !== 'nowhere.csv') write(name, text);
    const { code, out, err } = await command.run('backfill', 'all.csv', name);
    expect([code, out, err]).toEqual([5, '', expect.stringContaining(why)]);
  });
});
