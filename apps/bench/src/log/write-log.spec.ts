import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashBody } from '@subledger/adapty';
import { openSqliteEventStore, type RecordedEvent } from '@subledger/event-store';
import { RecordDelivery, RecordDeliveryHandler } from '@subledger/ingestion';
import { isInstant } from '@subledger/domain';
import { bytesOf, lifecycleEvents } from '../lifecycles/events.js';
import { writeLog } from './write-log.js';

const EVENTS = 300;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-bench-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function eventsIn(file: string): Promise<readonly RecordedEvent[]> {
  const store = await openSqliteEventStore({ file, readOnly: true });
  try {
    const events: RecordedEvent[] = [];
    for await (const event of store.readLog()) events.push(event);
    return events;
  } finally {
    await store.close();
  }
}

describe('a written log', () => {
  it('is what the ledger would have recorded, event by event', async () => {
    const [written, delivered] = [join(folder, 'written.sqlite'), join(folder, 'delivered.sqlite')];
    await writeLog(written, { seed: 3, events: EVENTS, signal: new AbortController().signal });
    const recorded = await eventsIn(written);
    expect(recorded).toHaveLength(EVENTS);

    const store = await openSqliteEventStore({ file: delivered });
    const handler = new RecordDeliveryHandler(store);
    const bodies = [...lifecycleEvents(3, EVENTS)].map((event) => bytesOf(event));
    for (const [place, body] of bodies.entries()) {
      const receivedAt = recorded[place]?.metadata.receivedAt ?? '';
      if (!isInstant(receivedAt)) throw new Error(`Received at ${receivedAt}.`);
      const delivery = new RecordDelivery('production', body, receivedAt);
      expect(await handler.execute(delivery)).toMatchObject({ outcome: 'accepted' });
    }
    await store.close();
    // When the store took them is another time, and the bytes are compared by their hash.
    const essence = ({ data, ...rest }: RecordedEvent) => ({
      ...rest,
      storedAt: '',
      data: hashBody(data),
    });
    expect((await eventsIn(delivered)).map(essence)).toEqual(recorded.map(essence));
  });

  it('is left where it is stopped', async () => {
    const stopped = writeLog(join(folder, 'log.sqlite'), {
      seed: 1,
      events: 5_000,
      signal: AbortSignal.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});
