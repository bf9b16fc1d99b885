import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { inBatches, streamRows } from './format.js';

interface Row {
  readonly name: string | null;
  readonly delayMs: number;
}

const COLUMNS = { name: (row: Row) => row.name, delayMs: (row: Row) => row.delayMs };

const rows: readonly Row[] = [
  { name: '=1+1', delayMs: -5 },
  { name: '-1, "x"', delayMs: 0 },
  { name: null, delayMs: 7 },
];

async function* given(): AsyncGenerator<readonly Row[]> {
  await wait(0);
  yield rows.slice(0, 2);
  yield rows.slice(2);
}

const textOf = async (format: 'csv' | 'ndjson'): Promise<string> => {
  let text = '';
  for await (const chunk of streamRows('rows', format, COLUMNS, given()).getStream())
    text += String(chunk);
  return text;
};

describe('rows as a file', () => {
  it('as CSV have a heading, and no cell of text that a spreadsheet would run', async () => {
    expect(await textOf('csv')).toBe(
      ['name,delayMs', "'=1+1,-5", `"'-1, ""x""",0`, ',7', ''].join('\r\n'),
    );
  });

  it('as CSV have negative decimals as the numbers that they are, and nothing else with a minus', async () => {
    const cells = ['-9.99', '-0', '-1+1', '-1E5', '-A1', '-9.99 '];
    const told = async function* () {
      await wait(0);
      yield cells.map((name) => ({ name, delayMs: 0 }));
    };
    let text = '';
    const columns = { name: COLUMNS.name };
    for await (const chunk of streamRows('rows', 'csv', columns, told()).getStream())
      text += String(chunk);
    expect(text.split('\r\n').slice(1, -1)).toEqual([
      '-9.99',
      '-0',
      ...["'-1+1", "'-1E5", "'-A1", "'-9.99 "],
    ]);
  });

  it('as lines are each a JSON object with everything in it', async () => {
    const lines = (await textOf('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Row)).toEqual(rows);
  });

  it('are requested as they are read, and released with their reader', async () => {
    const seen = { asked: 0, isReleased: false };
    const endless = async function* (): AsyncGenerator<readonly Row[]> {
      try {
        for (;;) {
          seen.asked += 1;
          await wait(0);
          yield Array.from({ length: 500 }, () => ({ name: 'x'.repeat(200), delayMs: 0 }));
        }
      } finally {
        seen.isReleased = true;
      }
    };
    const stream = streamRows('rows', 'ndjson', COLUMNS, endless()).getStream();
    await new Promise((resolve) => stream.once('readable', resolve));
    await wait(50);
    // One batch is more than may wait for the reader.
    expect(seen.asked).toBeLessThanOrEqual(2);
    stream.destroy();
    await new Promise((resolve) => stream.once('close', resolve));
    // The generator is told of it in a turn of its own; the test's own limit bounds the wait.
    while (!seen.isReleased) await wait(1);
    expect(seen.asked).toBeLessThanOrEqual(3);
  });

  it('come in groups', async () => {
    const single = async function* (): AsyncGenerator<number> {
      await wait(0);
      yield* [1, 2, 3, 4, 5];
    };
    const groups = [];
    for await (const group of inBatches(single(), 2)) groups.push(group);
    expect(groups).toEqual([[1, 2], [3, 4], [5]]);
  });
});
