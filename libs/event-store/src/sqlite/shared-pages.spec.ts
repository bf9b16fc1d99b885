import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newEvents } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import type { LogFilter } from '../event-store.js';
import { type LogFile, openForReading } from './log-file.js';
import { type LogPage, LogReader } from './log-reader.js';
import { SharedPages } from './shared-pages.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const EVENTS = 30;
const STREAMS = ['a-1', 'a-2', 'b-1'];
const FILTERS: readonly (LogFilter | undefined)[] = [
  undefined,
  { streamPrefixes: ['a'] },
  { streamPrefixes: ['a', 'b'] },
  { streamPrefixes: [] },
];

const file = temporaryLog();
let log: LogFile;

beforeAll(async () => {
  const store = await openSqliteEventStore({ file });
  for (const [place, event] of newEvents(EVENTS).entries())
    await store.appendOnce(STREAMS[place % STREAMS.length] ?? '', event);
  await store.close();
  log = openForReading(file);
});
afterAll(() => {
  log.close();
});

/** Counts what is really fetched. */
class CountingReader extends LogReader {
  pages = 0;

  override logPage(...args: Parameters<LogReader['logPage']>): LogPage {
    this.pages += 1;
    return super.logPage(...args);
  }
}

it('gives every reader what it would have read alone, whatever the others read and whenever the log grows', () => {
  const steps = fc.array(fc.record({ reader: fc.nat(5), growth: fc.nat(4) }), { maxLength: 80 });
  const filters = fc.array(fc.nat(FILTERS.length - 1), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(steps, filters, (drawn, chosen) => {
      const [reader, pages] = [new LogReader(log.db), new SharedPages()];
      const readers = chosen.map((filter) => ({
        filter: FILTERS[filter],
        reached: 0n,
        positions: [] as string[],
      }));
      let head = 0n;
      for (const { reader: index, growth } of drawn) {
        head = head + BigInt(growth) > BigInt(EVENTS) ? BigInt(EVENTS) : head + BigInt(growth);
        const one = readers[index];
        if (one === undefined || one.reached === head) continue;
        const page = pages.page(reader, one.reached, head, one.filter);
        expect(page.reached).toBeGreaterThan(one.reached);
        expect(page.reached).toBeLessThanOrEqual(head);
        one.reached = page.reached;
        one.positions.push(...page.events.map(({ position }) => position));
      }
      for (const { filter, reached, positions } of readers)
        expect(positions).toEqual(
          reader.logPage(0n, reached, filter, Infinity).events.map(({ position }) => position),
        );
    }),
  );
});

it('fetches for one of several that follow side by side', () => {
  const [reader, pages] = [new CountingReader(log.db), new SharedPages()];
  for (let head = 1n; head <= BigInt(EVENTS); head += 1n)
    for (let follower = 0; follower < 3; follower += 1)
      pages.page(reader, head - 1n, head, undefined);
  expect(reader.pages).toBe(EVENTS);
});
