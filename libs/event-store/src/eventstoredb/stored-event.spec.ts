import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventStore } from '../event-store.js';
import { collect, newEvent, uniqueStream } from '../../test/sample-events.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';
import { fromStored, storedId } from './stored-event.js';

let server: WireServer;
let store: EventStore;
beforeAll(async () => {
  server = await WireServer.open();
  store = await openEventStoreDb({ url: server.url });
});
afterAll(async () => {
  await store.close();
  await server.close();
});

describe('a body', () => {
  it.each([
    ['white space and line ends', '{ "a" :\t1 ,\r\n\n "b":[ ] }  \n'],
    [
      'numbers as they were written',
      '{"a":1.0,"b":1e3,"c":-0,"d":12345678901234567890,"e":0.1000}',
    ],
    ['escapes as they were written', String.raw`{"\u0061":"\u00e9é\/\ud83e\udda0 \ud83e"}`],
    ['a key twice', '{"a":1,"a":2}'],
    ['a byte-order mark', '\ufeff{"a":1}'],
    ['no JSON at all', '{"a":'],
  ])('keeps %s', async (_, text) => {
    const stream = uniqueStream();
    const data = Buffer.from(text);
    await store.append(stream, 'no_stream', [newEvent({ data })]);
    const [recorded] = await collect(store.readStream(stream));
    expect(Buffer.from(recorded?.data ?? []).toString('hex')).toBe(data.toString('hex'));
    const onServer = (await server.log()).find((record) => record.stream === stream);
    expect(Buffer.from(onServer?.data ?? []).toString('hex')).toBe(data.toString('hex'));
    expect(onServer?.contentType).toBe('application/octet-stream');
  });

  it('keeps any bytes, and any texts beside them, whichever way it is read', async () => {
    const texts = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), texts, async (data, metadata) => {
        const stream = uniqueStream();
        const event = newEvent({ data, metadata: { ...metadata } });
        await store.append(stream, 'no_stream', [event]);
        const filter = { streamPrefixes: [stream] };
        for (const read of [store.readStream(stream), store.readLog({ filter })]) {
          const [recorded] = await collect(read);
          expect(recorded?.id).toBe(event.id);
          expect(Buffer.from(recorded?.data ?? [])).toEqual(Buffer.from(data));
          expect(recorded?.metadata).toEqual(event.metadata);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what stands on the server', () => {
  it('has the event id and the facts of the recording in metadata that are JSON', async () => {
    const stream = uniqueStream();
    const metadata = { receivedAt: '2026-01-01T00:00:00.000000Z', bodySha256: 'ab12' };
    const event = newEvent({ metadata });
    await store.append(stream, 'no_stream', [event]);
    const record = (await server.log()).find((one) => one.stream === stream);
    expect(JSON.parse(Buffer.from(record?.metadata ?? []).toString())).toEqual({
      eventId: event.id,
      metadata,
    });
    expect(record?.id).toBe(storedId(event));
  });

  it('has an id of its own for every pair of event id and body', () => {
    const pairs = fc.array(fc.record({ id: fc.uuid(), data: fc.uint8Array({ maxLength: 4 }) }));
    fc.assert(
      fc.property(pairs, (events) => {
        const keys = new Set(events.map(({ id, data }) => `${id} ${String(data)}`));
        const ids = new Set(events.map(storedId));
        expect(ids.size).toBe(keys.size);
        for (const id of ids) {
          expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
        }
      }),
    );
  });
});

describe('an event that somebody else wrote', () => {
  const foreign = {
    id: 'c9c7f8f6-3f4e-4a6b-9d57-2a3f1b0a6a11',
    streamId: 'orders-1',
    revision: 4n,
    type: 'OrderPlaced',
    isJson: true,
    created: new Date(0),
    position: { commit: 20n, prepare: 10n },
  } as const;

  it('keeps the id of the server, its JSON, and the texts of its metadata', () => {
    const read = { ...foreign, data: { total: 1 }, metadata: { by: 'shop', at: 7 } };
    expect(fromStored(read as never)).toEqual({
      id: foreign.id,
      type: 'OrderPlaced',
      stream: 'orders-1',
      revision: 4n,
      position: '20/10',
      storedAt: '1970-01-01T00:00:00.000000Z',
      data: Buffer.from('{"total":1}'),
      metadata: { by: 'shop' },
    });
  });

  it.each([undefined, null, 7, 'text', [], new Uint8Array([1, 2])])(
    'may have metadata that are none: %p',
    (metadata) => {
      const read = { ...foreign, data: new Uint8Array([1]), metadata };
      expect(fromStored(read as never).metadata).toEqual({});
    },
  );
});
