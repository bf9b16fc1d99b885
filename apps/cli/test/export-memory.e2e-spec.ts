import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { Command } from './command.js';

const EVENTS = 50_000;
const EVENTS_A_STREAM = 100;
const BODY = Buffer.from(JSON.stringify({ event_type: 'made_up', text: 'x'.repeat(1_200) }));
const MIB = 1024 * 1024;
/** What the heap may have, which the lines of the log would not fit into, and the heap together with all Buffers. */
const MOST_MIB = 36;

/**
 * Tells at the end how many bytes were held at most: heap and Buffers, looked at with all garbage collected. The memory
 * of the process says less, because most of it is garbage.
 */
const TELL_HELD = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  let [most, looks] = [0, 0];
  setInterval(() => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external);
    looks += 1;
  }, 250).unref();
  process.on('exit', () => process.stderr.write(\`held \${most} in \${looks} looks\\n\`));
`;

let command: Command;
const inFolder = (name: string): string => join(command.folder, name);

async function writeLog(file: string, events: number): Promise<void> {
  const store = await openSqliteEventStore({ file });
  const metadata = { environment: 'production', source: 'webhook' };
  for (let written = 0; written < events; written += EVENTS_A_STREAM) {
    const some = Array.from({ length: EVENTS_A_STREAM }, () => {
      const id = randomUUID();
      return { id, type: 'delivery_accepted', data: BODY, metadata };
    });
    await store.append(`production-${written}`, 'no_stream', some);
  }
  await store.close();
}

beforeAll(async () => {
  const preload = `data:text/javascript,${encodeURIComponent(TELL_HELD)}`;
  command = new Command({
    NODE_OPTIONS: `--max-old-space-size=${MOST_MIB} --import=${preload}`,
  });
  await writeLog(inFolder('log.sqlite'), EVENTS);
}, 60_000);
afterAll(() => {
  command.remove();
});

describe('an export', () => {
  it('holds a small part of a long log in memory', async () => {
    expect(statSync(inFolder('log.sqlite')).size).toBeGreaterThan(2 * MOST_MIB * MIB);
    const { code, out, err } = await command.run(
      ...['export', inFolder('log.gz'), '--log', inFolder('log.sqlite')],
    );
    expect([code, out]).toEqual([0, expect.stringContaining(`${EVENTS} events`)]);
    const [, held, looks] = /^held (\d+) in (\d+) looks$/m.exec(err) ?? [];
    expect(Number(looks)).toBeGreaterThan(2);
    expect(Number(held)).toBeLessThan(MOST_MIB * MIB);
  }, 60_000);
});
